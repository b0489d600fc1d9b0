package org.musicfs.cli.supervise;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.musicfs.cli.service.DescriptorStore;
import org.musicfs.core.sys.Descriptor;

/**
 * Open descriptors with names, in the order they came. They are never read from or written to.
 * Confined to the supervisor's thread.
 */
final class KeptDescriptors {
  /** As systemd's FileDescriptorStoreMax in our units. */
  static final int MOST = 64;

  private record Kept(String name, int descriptor) {}

  private final List<Kept> all = new ArrayList<>();

  /** Takes them; closes those there is no room for. */
  void add(String name, List<Integer> descriptors) {
    for (int descriptor : descriptors) {
      if (all.size() < MOST) {
        all.add(new Kept(name, descriptor));
      } else {
        Descriptor.close(descriptor);
      }
    }
  }

  /** Closes those of this name. */
  void remove(String name) {
    for (Iterator<Kept> each = all.iterator(); each.hasNext(); ) {
      Kept kept = each.next();
      if (kept.name.equals(name)) {
        Descriptor.close(kept.descriptor);
        each.remove();
      }
    }
  }

  /** Closes those whose other end is gone, such as of a mount that was unmounted meanwhile. */
  void removeFailed() {
    for (Iterator<Kept> each = all.iterator(); each.hasNext(); ) {
      Kept kept = each.next();
      if (Descriptor.hasFailed(kept.descriptor)) {
        Descriptor.close(kept.descriptor);
        each.remove();
      }
    }
  }

  /** Closes all. */
  void close() {
    for (Kept kept : all) {
      Descriptor.close(kept.descriptor);
    }
    all.clear();
  }

  int size() {
    return all.size();
  }

  /** Their numbers in the program they are given to, which finds them from 3 on. */
  Map<Integer, Integer> numbers() {
    Map<Integer, Integer> numbers = new TreeMap<>();
    for (int i = 0; i < all.size(); i++) {
      numbers.put(DescriptorStore.FIRST + i, all.get(i).descriptor);
    }
    return numbers;
  }

  /** Their names in the same order, for {@code LISTEN_FDNAMES}. */
  String names() {
    StringBuilder names = new StringBuilder();
    for (Kept kept : all) {
      names.append(names.isEmpty() ? "" : ":").append(kept.name);
    }
    return names.toString();
  }
}

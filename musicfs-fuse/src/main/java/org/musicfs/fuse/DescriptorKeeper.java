package org.musicfs.fuse;

import java.io.IOException;
import java.util.List;

/**
 * Somebody who outlives this process and keeps open descriptors for the next one: a service manager
 * (systemd's descriptor store) or {@code musicfs supervise}. The next process is given them when it
 * starts. Thread-safe.
 */
public interface DescriptorKeeper {
  /** The name of the connection to the kernel. Who is given it finds its mount in place. */
  String DEVICE = "musicfs-device";

  /** The name of the connection's clones, one for each worker. */
  String CLONES = "musicfs-clone";

  /** The name of the memory with what was agreed with the kernel. */
  String STATE = "musicfs-state";

  /** Nobody keeps anything: the mount ends with the process. */
  DescriptorKeeper NONE =
      new DescriptorKeeper() {
        @Override
        public boolean isPresent() {
          return false;
        }

        @Override
        public void keep(String name, List<Integer> descriptors) {}

        @Override
        public void forget(String name) {}

        @Override
        public List<Integer> taken(String name) {
          return List.of();
        }
      };

  /** Whether what is handed over is kept. */
  boolean isPresent();

  /**
   * Hands descriptors over; they stay open here. When this returns they outlive this process.
   *
   * @param name what the next process finds them by: printable ASCII without colons; may be used
   *     again, which adds to what is kept under it
   * @throws IOException if they cannot be handed over; nothing is kept then
   */
  void keep(String name, List<Integer> descriptors) throws IOException;

  /**
   * Asks to close everything kept under this name.
   *
   * @throws IOException if the keeper cannot be told
   */
  void forget(String name) throws IOException;

  /**
   * The descriptors that were kept under this name by the process before, in the order they were
   * handed over; empty if there are none. They are open, closed on exec, and belong to the caller.
   */
  List<Integer> taken(String name);
}

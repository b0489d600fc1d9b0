package org.musicfs.cas.read;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.content.ContentException;

/**
 * The readers in use: one for each open version, shared by its handles. Versions that are read
 * without having been opened keep theirs until another takes its place. Finding one is lock-free
 * and allocates nothing. Thread-safe.
 */
final class Readers {
  private static final int UNOPENED = 256;

  /** Makes the reader of a version. */
  @FunctionalInterface
  interface Factory {
    VersionReader create(long versionId) throws ContentException;
  }

  private record Opened(VersionReader reader, int handles) {}

  private record Unopened(long versionId, VersionReader reader) {}

  private final Factory factory;
  private final VersionTable<Opened> opened = new VersionTable<>();
  private final AtomicReferenceArray<@Nullable Unopened> unopened =
      new AtomicReferenceArray<>(UNOPENED);

  Readers(Factory factory) {
    this.factory = factory;
  }

  /** The reader of a version, made if need be. */
  VersionReader of(long versionId) throws ContentException {
    Opened open = opened.get(versionId);
    if (open != null) {
      return open.reader;
    }
    int place = (int) versionId & (UNOPENED - 1);
    Unopened known = unopened.get(place);
    if (known == null || known.versionId != versionId) {
      known = new Unopened(versionId, factory.create(versionId));
      unopened.set(place, known);
    }
    return known.reader;
  }

  /** Lets the next read of a version that is not open make its reader anew. */
  void renew(long versionId) {
    int place = (int) versionId & (UNOPENED - 1);
    Unopened known = unopened.get(place);
    if (known != null && known.versionId == versionId) {
      unopened.compareAndSet(place, known, null);
    }
  }

  /** Adds a handle. */
  void open(long versionId) throws ContentException {
    if (addHandle(versionId)) {
      return;
    }
    VersionReader reader = factory.create(versionId);
    reader.open();
    Opened first = new Opened(reader, 1);
    while (!opened.replace(versionId, null, first)) {
      if (addHandle(versionId)) {
        reader.close();
        return;
      }
    }
  }

  private boolean addHandle(long versionId) {
    while (true) {
      Opened now = opened.get(versionId);
      if (now == null) {
        return false;
      }
      if (opened.replace(versionId, now, new Opened(now.reader, now.handles + 1))) {
        return true;
      }
    }
  }

  /** Takes a handle back; nothing if it was opened in a process that was replaced by this one. */
  void release(long versionId) {
    while (true) {
      Opened now = opened.get(versionId);
      if (now == null) {
        return;
      }
      Opened left = now.handles == 1 ? null : new Opened(now.reader, now.handles - 1);
      if (opened.replace(versionId, now, left)) {
        if (left == null) {
          now.reader.close();
        }
        return;
      }
    }
  }
}

package org.musicfs.cas.read;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.content.ContentVersion.Location;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginReader;

/**
 * Files open at origins, shared by everyone who reads the same version, so that a stream does not
 * open its file again for each chunk. Idle ones are closed beyond a number, after a time, and when
 * their version's last handle goes. Thread-safe; opens and closes outside its lock.
 */
final class OriginFiles implements AutoCloseable {
  private record Key(long versionId, Location location) {}

  private final int mostIdle;

  @GuardedBy("this")
  private final Map<Key, Shared> files = new HashMap<>();

  /**
   * @param mostIdle files kept open that nobody reads
   */
  OriginFiles(int mostIdle) {
    this.mostIdle = mostIdle;
  }

  private static final class Shared {
    private final Key key;
    private final OriginReader reader;
    private int leases;
    private boolean discarded;
    private long usedNanos;

    Shared(Key key, OriginReader reader) {
      this.key = key;
      this.reader = reader;
    }
  }

  /** A right to read; close it soon. */
  final class Lease implements AutoCloseable {
    private final Shared shared;

    private Lease(Shared shared) {
      this.shared = shared;
    }

    OriginReader reader() {
      return shared.reader;
    }

    /** The file gave trouble: the next one opens it anew. */
    void discard() {
      synchronized (OriginFiles.this) {
        shared.discarded = true;
        var _ = files.remove(shared.key, shared);
      }
    }

    @Override
    public void close() {
      giveBack(shared);
    }
  }

  /** The open file of a version at a location, opened if need be. */
  Lease lease(long versionId, Location location, Origin origin) throws OriginException {
    Key key = new Key(versionId, location);
    Shared known = take(key, null);
    if (known != null) {
      return new Lease(known);
    }
    OriginReader reader = origin.open(location.path());
    Shared opened = new Shared(key, reader);
    Shared taken = take(key, opened);
    if (taken == null) {
      throw new IllegalStateException("nothing taken");
    }
    if (taken != opened) {
      reader.close();
    }
    return new Lease(taken);
  }

  private synchronized @Nullable Shared take(Key key, @Nullable Shared fallback) {
    Shared shared = files.get(key);
    if (shared == null && fallback != null) {
      files.put(key, fallback);
      shared = fallback;
    }
    if (shared != null) {
      shared.leases++;
    }
    return shared;
  }

  private void giveBack(Shared shared) {
    boolean close;
    synchronized (this) {
      shared.leases--;
      shared.usedNanos = System.nanoTime();
      close = shared.leases == 0 && shared.discarded;
    }
    if (close) {
      shared.reader.close();
    }
    closeExcess();
  }

  private void closeExcess() {
    List<Shared> excess;
    synchronized (this) {
      if (files.size() <= mostIdle) {
        return;
      }
      List<Shared> idle = new ArrayList<>(files.values());
      idle.removeIf(s -> s.leases > 0);
      idle.sort(Comparator.comparingLong(s -> s.usedNanos));
      excess = List.copyOf(idle.subList(0, Math.min(idle.size(), files.size() - mostIdle)));
      excess.forEach(s -> files.remove(s.key));
    }
    excess.forEach(s -> s.reader.close());
  }

  /** Closes what nobody has read for so long. */
  void closeIdle(long idleNanos) {
    long now = System.nanoTime();
    closeMatching(s -> now - s.usedNanos > idleNanos);
  }

  /** Closes what is idle of a version. */
  void closeVersion(long versionId) {
    closeMatching(s -> s.key.versionId == versionId);
  }

  private void closeMatching(Predicate<Shared> which) {
    List<Shared> closing = new ArrayList<>();
    synchronized (this) {
      files
          .values()
          .removeIf(
              s -> {
                boolean close = s.leases == 0 && which.test(s);
                if (close) {
                  closing.add(s);
                }
                return close;
              });
    }
    closing.forEach(s -> s.reader.close());
  }

  synchronized int size() {
    return files.size();
  }

  /** Closes everything; what is still being read is closed by its reader. */
  @Override
  public void close() {
    closeMatching(s -> true);
    synchronized (this) {
      files.values().forEach(s -> s.discarded = true);
      files.clear();
    }
  }
}

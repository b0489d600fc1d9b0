package org.musicfs.cas.read;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.ContentVersion.Location;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.content.Versions;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.Origins;

/**
 * Reads a version straight from its origin: nothing is stored, nothing hashed. The descriptor that
 * was opened for the first handle serves all of them until the last is gone; its stamp is compared
 * with the version at the open and after every read, so a change before or during a read fails it.
 *
 * <p>A file in a file system known to be local is read on the caller's thread, where no deadline
 * can be kept; anything else on the pool of its origin, within the deadline, through a buffer of
 * its own (a reader that has given up must not be written to).
 */
final class DirectReader implements VersionReader {
  private final ContentVersion version;
  private final Versions versions;
  private final Origins origins;
  private final OriginFiles files;
  private final OriginPools pools;
  private final long deadlineNanos;

  @GuardedBy("this")
  private OriginFiles.@Nullable Lease pinned;

  private volatile List<Location> locations;

  DirectReader(
      ContentVersion version,
      Versions versions,
      Origins origins,
      OriginFiles files,
      OriginPools pools,
      long deadlineNanos) {
    this.version = version;
    this.versions = versions;
    this.origins = origins;
    this.files = files;
    this.pools = pools;
    this.deadlineNanos = deadlineNanos;
    this.locations = version.locations();
  }

  @Override
  public void open() throws ContentException {
    anyLocation(
        (location, origin) -> {
          Handover handover = new Handover();
          try {
            onIoThread(location, origin, () -> openAndCheck(location, origin, handover));
            pin(handover.take(), location);
          } finally {
            handover.abandon();
          }
          return 0;
        });
  }

  private Void openAndCheck(Location location, Origin origin, Handover handover)
      throws OriginException {
    OriginFiles.Lease lease = files.lease(version.id(), location, origin);
    boolean taken = false;
    try {
      checkOrDiscard(lease);
      taken = handover.offer(lease);
    } finally {
      if (!taken) {
        lease.close();
      }
    }
    return null;
  }

  /** Passes a lease to an opener who may have given up meanwhile. */
  private static final class Handover {
    @GuardedBy("this")
    private OriginFiles.@Nullable Lease lease;

    @GuardedBy("this")
    private boolean abandoned;

    synchronized boolean offer(OriginFiles.Lease opened) {
      if (!abandoned) {
        lease = opened;
      }
      return !abandoned;
    }

    synchronized OriginFiles.Lease take() {
      OriginFiles.Lease taken = lease;
      if (taken == null) {
        throw new IllegalStateException("nothing was opened");
      }
      lease = null;
      return taken;
    }

    void abandon() {
      OriginFiles.Lease left;
      synchronized (this) {
        abandoned = true;
        left = lease;
        lease = null;
      }
      if (left != null) {
        left.close();
      }
    }
  }

  private synchronized void pin(OriginFiles.Lease lease, Location location) {
    pinned = lease;
    locations = List.of(location);
  }

  @Override
  public void close() {
    OriginFiles.Lease lease;
    synchronized (this) {
      lease = pinned;
      pinned = null;
    }
    if (lease != null) {
      lease.close();
      files.closeVersion(version.id());
    }
  }

  @Override
  public int read(long offset, ByteBuffer destination) throws ContentException {
    return read(offset, destination, true);
  }

  @Override
  public int readNow(long offset, ByteBuffer destination) throws ContentException {
    return read(offset, destination, false);
  }

  private int read(long offset, ByteBuffer destination, boolean mayWait) throws ContentException {
    long size = version.stamp().sizeBytes();
    if (offset >= size || !destination.hasRemaining()) {
      return 0;
    }
    int wanted = (int) Math.min(destination.remaining(), size - offset);
    int start = destination.position();
    int limit = destination.limit();
    try {
      return anyLocation(
          (location, origin) -> {
            destination.limit(limit).position(start);
            if (isLocal(location, origin)) {
              destination.limit(start + wanted);
              readFully(location, origin, offset, destination);
            } else if (mayWait) {
              destination.put(
                  onPool(location, origin, () -> copy(location, origin, offset, wanted)));
            } else {
              return FileContent.NOT_AT_HAND;
            }
            return wanted;
          });
    } finally {
      destination.limit(limit);
    }
  }

  /** Nothing to wait for: what is not local is never at hand. */
  @Override
  public void await(long offset, int length) {}

  @Override
  public Optional<BackingFile> backing() throws ContentException {
    return anyLocation(
        (location, origin) ->
            isLocal(location, origin) ? backing(location, origin) : Optional.empty());
  }

  private Optional<BackingFile> backing(Location location, Origin origin) throws OriginException {
    OriginFiles.Lease lease = files.lease(version.id(), location, origin);
    boolean taken = false;
    try {
      OptionalInt descriptor = lease.reader().descriptor();
      if (descriptor.isEmpty()) {
        return Optional.empty();
      }
      checkOrDiscard(lease);
      taken = true;
      return Optional.of(BackingFile.of(descriptor.getAsInt(), lease::close));
    } finally {
      if (!taken) {
        lease.close();
      }
    }
  }

  /** Takes its memory only now, on a thread of the pool: those who wait for one hold none. */
  private ByteBuffer copy(Location location, Origin origin, long offset, int length)
      throws OriginException {
    ByteBuffer own = ByteBuffer.allocate(length);
    readFully(location, origin, offset, own);
    return own.flip();
  }

  private Void readFully(Location location, Origin origin, long offset, ByteBuffer destination)
      throws OriginException {
    try (OriginFiles.Lease lease = files.lease(version.id(), location, origin)) {
      lease.reader().read(offset, destination);
      check(lease);
      if (destination.hasRemaining()) {
        throw new OriginException(
            OriginException.Reason.FAILED,
            origin.displayName() + ": " + location.path() + ": ends before its size",
            null);
      }
      return null;
    }
  }

  private void checkOrDiscard(OriginFiles.Lease lease) throws OriginException {
    try {
      check(lease);
    } catch (OriginException e) {
      lease.discard();
      throw e;
    }
  }

  private Void check(OriginFiles.Lease lease) throws OriginException {
    if (!version.stamp().sameVersion(lease.reader().stamp())) {
      throw new OriginException(
          OriginException.Reason.CHANGED, "no longer version " + version.id(), null);
    }
    return null;
  }

  /** What is done at a location. */
  @FunctionalInterface
  private interface Attempt<T> {
    T run(Location location, Origin origin) throws OriginException, ContentException;
  }

  private <T> T anyLocation(Attempt<T> attempt) throws ContentException {
    FetchFailure worst = null;
    for (Location location : locations) {
      Origin origin = origins.find(location.origin()).orElse(null);
      FetchFailure failure;
      if (origin == null) {
        String message = "origin " + location.origin().value() + " is not configured";
        failure = new FetchFailure(Reason.UNAVAILABLE, message, null, false);
      } else {
        try {
          return attempt.run(location, origin);
        } catch (OriginException e) {
          failure = failure(e);
        } catch (ContentException e) {
          failure = new FetchFailure(e.reason(), String.valueOf(e.getMessage()), e, false);
        }
      }
      worst = failure.worse(worst);
    }
    if (worst == null) {
      throw new ContentException(
          Reason.UNAVAILABLE, "version " + version.id() + " has no location", null);
    }
    throw worst.toException();
  }

  private FetchFailure failure(OriginException e) {
    boolean changed = e.reason() == OriginException.Reason.CHANGED;
    if (changed || e.reason() == OriginException.Reason.NOT_FOUND) {
      versions.reportChanged(version.id());
    }
    return new FetchFailure(
        changed ? Reason.CHANGED : Reason.UNAVAILABLE, String.valueOf(e.getMessage()), e, false);
  }

  private static boolean isLocal(Location location, Origin origin) {
    return origin.localPath(location.path()).isPresent();
  }

  private <T> T onIoThread(Location location, Origin origin, Callable<T> call)
      throws OriginException, ContentException {
    if (!isLocal(location, origin)) {
      return onPool(location, origin, call);
    }
    try {
      return call.call();
    } catch (OriginException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("only origins are called", e);
    }
  }

  private <T> T onPool(Location location, Origin origin, Callable<T> call)
      throws OriginException, ContentException {
    FutureTask<T> task = new FutureTask<>(call);
    try {
      pools.execute(location.origin(), true, task);
      return task.get(deadlineNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      throw new ContentException(
          Reason.UNAVAILABLE, "too many requests wait for " + origin.displayName(), e);
    } catch (TimeoutException e) {
      throw new ContentException(Reason.TIMED_OUT, origin.displayName() + ": no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ContentException(Reason.UNAVAILABLE, "the waiting reader was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OriginException cause) {
        throw cause;
      }
      throw new ContentException(Reason.UNAVAILABLE, origin.displayName() + ": failed", e);
    }
  }
}

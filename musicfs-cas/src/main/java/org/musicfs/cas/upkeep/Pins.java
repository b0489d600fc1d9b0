package org.musicfs.cas.upkeep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.read.PinnedVersions;
import org.musicfs.cas.store.ChunkSet;
import org.musicfs.cas.store.Inventory;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentVersion;
import org.musicfs.core.content.PinnedFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps pinned files in the store: whenever it is told that something changed, chunks that no
 * pinned version has any more are let go of, those of pinned versions are held, and what is missing
 * of them is fetched. What cannot be had now is tried again every minute. One thread of its own,
 * which does nothing while nothing is pinned.
 */
final class Pins implements AutoCloseable {
  /** Nothing is left to be done. */
  private static final long DONE = 0;

  private static final long RETRY_SECONDS = 60;

  /** Changes mostly come many at a time. */
  private static final long SETTLING_MILLIS = 200;

  /** While the store lists its files. */
  private static final long SOON_SECONDS = 1;

  private static final Logger log = LoggerFactory.getLogger(Pins.class);
  private final PinnedFiles files;
  private final PinnedVersions pinned;
  private final Kept kept;
  private final Inventory inventory;
  private final Semaphore changes = new Semaphore(0);
  private final Thread thread = Thread.ofPlatform().daemon().name("pins").unstarted(this::run);
  private volatile boolean closing;
  private boolean started;

  Pins(PinnedFiles files, PinnedVersions pinned, Kept kept) {
    this.files = files;
    this.pinned = pinned;
    this.kept = kept;
    this.inventory = kept.store().inventory();
  }

  /** Something may have changed. */
  synchronized void follow() {
    changes.release();
    if (!started && !closing) {
      started = true;
      thread.start();
    }
  }

  private void run() {
    long again = DONE;
    try {
      while (!closing) {
        if (again == DONE) {
          changes.acquire();
          Thread.sleep(SETTLING_MILLIS);
        } else {
          boolean ignored = changes.tryAcquire(again, TimeUnit.SECONDS);
        }
        changes.drainPermits();
        again = keep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** After how many seconds it is to be done again. */
  private long keep() throws InterruptedException {
    try {
      List<Long> versions = files.versions();
      pinned.set(versions);
      if (versions.isEmpty() && inventory.pinnedBytes() == 0) {
        return DONE;
      }
      if (!kept.store().isCovered()) {
        return SOON_SECONDS;
      }
      hold(versions);
      Filling filling = new Filling(kept, fill -> !closing && changes.availablePermits() == 0);
      boolean isComplete = filling.run(versions);
      // What was on its way when the pins were set was stored as anything else, and may be gone.
      boolean isHeld = holdKnown(versions, new ChunkSet(versions.size()));
      return isComplete ? (isHeld ? DONE : SOON_SECONDS) : RETRY_SECONDS;
    } catch (ContentException | IOException e) {
      log.warn("what is pinned cannot be looked after now: {}", e.getMessage());
      return RETRY_SECONDS;
    } catch (RuntimeException e) {
      log.error("looking after what is pinned failed; it is tried again", e);
      return RETRY_SECONDS;
    }
  }

  private void hold(List<Long> versions) throws ContentException, IOException {
    ChunkSet wanted = new ChunkSet(versions.size());
    boolean ignored = holdKnown(versions, wanted);
    for (int shard = 0; shard < Inventory.shards() && !closing; shard++) {
      List<ChunkId> unwanted = new ArrayList<>(inventory.pinned(shard));
      unwanted.removeIf(wanted::contains);
      if (!unwanted.isEmpty()) {
        inventory.pin(unwanted, false);
      }
    }
  }

  /**
   * Holds what is known of these versions.
   *
   * @param wanted takes what that is
   * @return whether all of it is stored
   */
  private boolean holdKnown(List<Long> versions, ChunkSet wanted) throws ContentException {
    boolean areStored = true;
    for (long version : versions) {
      Optional<Manifest> manifest = manifest(version);
      if (manifest.isPresent()) {
        List<ChunkId> known = manifest.get().known();
        known.forEach(wanted::add);
        inventory.pin(known, true);
        areStored &= known.stream().allMatch(kept.store()::isPresent);
      }
    }
    return areStored;
  }

  private Optional<Manifest> manifest(long versionId) throws ContentException {
    Optional<ContentVersion> version = kept.stored(versionId);
    return version.isPresent() ? Optional.of(kept.manifests().of(version.get())) : Optional.empty();
  }

  @Override
  public void close() {
    synchronized (this) {
      closing = true;
    }
    thread.interrupt();
    boolean interrupted = false;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

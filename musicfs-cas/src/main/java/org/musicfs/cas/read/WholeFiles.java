package org.musicfs.cas.read;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.cas.store.Copies;
import org.musicfs.core.content.BackingFile;

/**
 * Versions that lie in the store as one file, which the kernel can read by itself. A version that
 * is wholly stored is copied when it is opened, by one thread behind the back of whoever opened it:
 * the next open finds the copy. Reads that come here are answered from the copy where a chunk is
 * gone or damaged. What it costs is told in {@link Copies}. Thread-safe.
 */
final class WholeFiles implements AutoCloseable {
  /**
   * Tracks that wait to be copied; one that finds no place is asked for again when opened again.
   */
  private static final int MOST_WAITING = 64;

  private static final long IDLE_SECONDS = 10;

  private final ChunkStore store;
  private final Copies copies;
  private volatile boolean closing;
  private final Set<ChunkId> asked = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor copier =
      new ThreadPoolExecutor(
          1,
          1,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("whole-files").factory());

  WholeFiles(ChunkStore store) {
    this.store = store;
    this.copies = store.copies();
    copier.allowCoreThreadTimeOut(true);
  }

  /** The version's file; empty if there is none yet. */
  Optional<BackingFile> lend(Manifest manifest) {
    Optional<ChunkId> whole = manifest.latest().whole();
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    Optional<BackingFile> file = copies.lend(whole.get());
    if (file.isEmpty()) {
      ask(whole.get(), manifest.latest());
    }
    return file;
  }

  /** Whether the version's file is there; it may still turn out to be damaged. */
  boolean holds(Manifest manifest) {
    return manifest.latest().whole().filter(store::isPresent).isPresent();
  }

  /**
   * Fills the destination from the version's file.
   *
   * @param index of the chunk, whose name is known
   * @param from offset within it
   * @return false if there is no such file, or it is damaged there
   */
  boolean read(Manifest manifest, int index, int from, ByteBuffer destination) {
    ChunkId whole = manifest.latest().whole().orElse(null);
    ChunkId part = manifest.id(index);
    return whole != null
        && part != null
        && copies.read(whole, part, manifest.plan().offset(index), from, destination);
  }

  private static boolean isLatest(Manifest manifest) {
    return manifest.latest() == manifest;
  }

  private void ask(ChunkId whole, Manifest manifest) {
    if (!asked.add(whole)) {
      return;
    }
    try {
      copier.execute(
          () -> {
            try {
              // A copy of a cut that is no more would be found by nobody.
              boolean ignored =
                  copies.make(whole, manifest.known(), () -> !closing && isLatest(manifest));
            } finally {
              asked.remove(whole);
            }
          });
    } catch (RejectedExecutionException e) {
      asked.remove(whole);
    }
  }

  /** Gives up what is under way at its next chunk. */
  @Override
  public void close() {
    closing = true;
    copier.shutdown();
    copier.getQueue().clear();
    boolean interrupted = false;
    try {
      boolean ended = copier.awaitTermination(10, TimeUnit.SECONDS);
      assert ended : "a chunk takes no ten seconds";
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

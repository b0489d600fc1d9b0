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
import org.musicfs.core.content.BackingFile;

/**
 * Versions that lie in the store as one file, which the kernel can read by itself. A version that
 * is wholly stored is copied when it is opened, by one thread behind the back of whoever opened it:
 * the next open finds the copy. It counts as any chunk does and goes as any chunk goes; its chunks
 * stay, and go sooner, for nobody reads them any more; what reads come here are answered from the
 * copy then. Thread-safe.
 */
final class WholeFiles implements AutoCloseable {
  /**
   * Tracks that wait to be copied; one that finds no place is asked for again when opened again.
   */
  private static final int MOST_WAITING = 64;

  private static final long IDLE_SECONDS = 10;

  private final ChunkStore store;
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
    copier.allowCoreThreadTimeOut(true);
  }

  /** The version's file; empty if there is none yet. */
  Optional<BackingFile> lend(Manifest manifest) {
    Optional<ChunkId> whole = manifest.whole();
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    Optional<BackingFile> file = store.lend(whole.get());
    if (file.isEmpty()) {
      ask(whole.get(), manifest);
    }
    return file;
  }

  /** Reads from the version's file, if there is one. */
  ChunkStore.Found read(Manifest manifest, long offset, ByteBuffer destination) {
    return manifest
        .whole()
        .map(whole -> store.readWhole(whole, manifest.known(), offset, destination))
        .orElse(ChunkStore.Found.ABSENT);
  }

  private void ask(ChunkId whole, Manifest manifest) {
    if (!asked.add(whole)) {
      return;
    }
    try {
      copier.execute(
          () -> {
            try {
              boolean ignored = store.assemble(whole, manifest.known());
            } finally {
              asked.remove(whole);
            }
          });
    } catch (RejectedExecutionException e) {
      asked.remove(whole);
    }
  }

  /** Ends what is under way at the next chance; waits for a copy that has begun. */
  @Override
  public void close() {
    copier.shutdown();
    copier.getQueue().clear();
    boolean interrupted = false;
    try {
      boolean ended = copier.awaitTermination(10, TimeUnit.SECONDS);
      assert ended : "a track takes no ten seconds";
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

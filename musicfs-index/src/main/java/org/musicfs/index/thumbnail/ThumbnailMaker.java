package org.musicfs.index.thumbnail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.ImageType;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.origin.OriginId;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.tree.ThumbnailSize;
import org.musicfs.index.tree.ThumbnailSource;
import org.musicfs.index.tree.Thumbnails;
import org.musicfs.index.tree.Thumbnails.Cover;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes small versions of covers, once however many look-ups want one. Thread-safe.
 *
 * <p>The covers of an origin are fetched by one thread of its own, so that an origin that hangs
 * holds up no other; of all of them one decodes at a time, by a permit, as that takes memory
 * ({@link Thumbnailer}). A look-up waits a second for it, and two do at a time, half of the least
 * number of threads that serve a mount; others go on without, and so do all for a while after one
 * has waited in vain. No lock is held meanwhile.
 */
public final class ThumbnailMaker implements ThumbnailSource, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ThumbnailMaker.class);

  /** A larger picture is not looked at. */
  static final long MOST_BYTES = 20L << 20;

  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_WAITING = 2;

  /** How long nobody waits for an origin's covers after one has waited in vain. */
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Of one picture; one of 50 megapixels takes some two seconds. */
  private static final Duration DECODING = Duration.ofSeconds(20);

  /** Of an origin. Some 100 bytes each; what finds no room is begun by a later look-up. */
  private static final int QUEUED = 1_024;

  private static final int IDLE_SECONDS = 10;
  private static final int CLOSING_SECONDS = 2;

  /** Bytes to wait for at once: what is at hand stays that for a moment only. */
  private static final int PIECE_BYTES = 1 << 20;

  private static final int MOST_UNFIT = 4_096;

  private final Catalogue catalogue;
  private final FileContent content;
  private final InstantSource clock;
  private final Map<OriginId, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<Key, Job> jobs = new ConcurrentHashMap<>();
  private final Semaphore decoding = new Semaphore(1);
  private final Semaphore waiting = new Semaphore(MOST_WAITING);

  /** Versions that are pictures of which none can be made, the oldest first. Guarded by itself. */
  private final Set<Long> unfit = new LinkedHashSet<>();

  private volatile boolean closed;

  /** What is made. */
  private record Key(long directory, ThumbnailSize size, long version) {}

  /** Its making; the result is whether it is there. */
  private record Job(Key key, Cover cover, CompletableFuture<Boolean> result) {}

  /** The thread of an origin. */
  private static final class Lane {
    final ThreadPoolExecutor thread;
    volatile long quickFromNanos = System.nanoTime();

    Lane(OriginId origin) {
      thread =
          new ThreadPoolExecutor(
              1,
              1,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new ArrayBlockingQueue<>(QUEUED),
              Thread.ofPlatform().daemon().name("thumbnails-" + origin.value()).factory());
      thread.allowCoreThreadTimeOut(true);
    }

    boolean isSlow() {
      return System.nanoTime() - quickFromNanos < 0;
    }
  }

  /**
   * @param content of the covers
   * @param clock tells when one was made, which is its time
   */
  public ThumbnailMaker(Catalogue catalogue, FileContent content, InstantSource clock) {
    this.catalogue = catalogue;
    this.content = content;
    this.clock = clock;
  }

  @Override
  public boolean make(long directory, ThumbnailSize size, Cover cover) {
    if (closed || cover.sizeBytes() > MOST_BYTES || isUnfit(cover.version())) {
      return false;
    }
    Lane lane = lanes.computeIfAbsent(cover.origin(), Lane::new);
    Job job = job(lane, new Key(directory, size, cover.version()), cover);
    if (!job.result.isDone() && (lane.isSlow() || !waiting.tryAcquire())) {
      return false;
    }
    return job.result.isDone() ? job.result.getNow(false) : await(lane, job);
  }

  /** The making of this, begun if it is not under way. */
  private Job job(Lane lane, Key key, Cover cover) {
    Job begun = new Job(key, cover, new CompletableFuture<>());
    @Nullable Job other = jobs.putIfAbsent(key, begun);
    if (other != null) {
      return other;
    }
    try {
      lane.thread.execute(() -> run(begun));
    } catch (RejectedExecutionException e) {
      finish(begun, false);
    }
    return begun;
  }

  /** With a permit to wait, which is given back. */
  private boolean await(Lane lane, Job job) {
    try {
      return job.result.get(WAIT_NANOS, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      lane.quickFromNanos = System.nanoTime() + SLOW_NANOS;
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // nothing completes it so
    } finally {
      waiting.release();
    }
  }

  private void finish(Job job, boolean made) {
    jobs.remove(job.key, job);
    job.result.complete(made);
  }

  private void run(Job job) {
    boolean made = false;
    try {
      made = !closed && make(job);
    } catch (UnfitPictureException e) {
      log.debug("no thumbnail of version {}: {}", job.cover.version(), e.getMessage());
      setUnfit(job.cover.version());
    } catch (ContentException | CatalogueException e) {
      log.debug("no thumbnail of version {} yet: {}", job.cover.version(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("a thumbnail of version {} failed", job.cover.version(), e);
      setUnfit(job.cover.version());
    } finally {
      finish(job, made);
    }
  }

  private boolean make(Job job)
      throws ContentException, CatalogueException, UnfitPictureException, InterruptedException {
    Cover cover = job.cover;
    Key key = job.key;
    byte[] jpeg;
    content.open(cover.version());
    try {
      for (long at = 0; at < cover.sizeBytes(); at += PIECE_BYTES) {
        content.await(cover.version(), at, PIECE_BYTES);
      }
      ImageType type = type(cover);
      decoding.acquire();
      try {
        jpeg = decode(cover, type, key.size.pixels());
      } finally {
        decoding.release();
      }
    } finally {
      content.release(cover.version());
    }
    Instant now = clock.instant();
    long nanos =
        Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    return catalogue.write(
        transaction -> Thumbnails.add(transaction, key.directory, key.size, cover, jpeg, nanos));
  }

  private ImageType type(Cover cover) throws ContentException, UnfitPictureException {
    ByteBuffer start = ByteBuffer.allocate(ImageType.SIGNATURE_BYTES);
    content.read(cover.version(), 0, start);
    return ImageType.of(start.flip())
        .orElseThrow(() -> new UnfitPictureException("no picture", null));
  }

  private byte[] decode(Cover cover, ImageType type, int pixels)
      throws ContentException, UnfitPictureException {
    PictureStream in = new PictureStream(content, cover.version(), cover.sizeBytes(), DECODING);
    try {
      return Thumbnailer.make(in, type, pixels);
    } catch (IOException | RuntimeException e) { // readers throw what damage leads them to
      ContentException missing = in.failure();
      if (missing != null) {
        throw missing;
      }
      throw new UnfitPictureException(type + " cannot be read: " + e.getMessage(), e);
    }
  }

  private boolean isUnfit(long version) {
    synchronized (unfit) {
      return unfit.contains(version);
    }
  }

  private void setUnfit(long version) {
    synchronized (unfit) {
      unfit.add(version);
      if (unfit.size() > MOST_UNFIT) {
        unfit.remove(unfit.iterator().next());
      }
    }
  }

  /** Ends what is under way, waiting some seconds at most; nothing is made from now on. */
  @Override
  public void close() {
    closed = true;
    lanes.values().forEach(lane -> lane.thread.shutdownNow());
    jobs.values().forEach(job -> job.result.complete(false));
    try {
      for (Lane lane : lanes.values()) {
        if (!lane.thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
          log.debug("a thumbnail is still being made");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

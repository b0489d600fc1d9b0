package org.musicfs.index.sync;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.index.catalogue.FoundContent;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.playlist.ReferringText;
import org.musicfs.index.tags.Reading;
import org.musicfs.index.tags.TagReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads new and changed files, several at once, and hands what they say to the writer. A file is
 * opened once; what was read is believed only if the open file's stamp is the same before and
 * after, and read once more if it is not.
 *
 * <p>What follows when it cannot be read: gone meanwhile - the next sync sees it; refused or a bad
 * medium - recorded under its name with the reason, for no file is hidden; unreachable, or changing
 * all the time - left as it was, a problem.
 */
final class TagStage implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TagStage.class);

  /** Files waiting per thread: enough to keep it busy while the deciding thread is elsewhere. */
  private static final int BACKLOG_PER_THREAD = 64;

  /**
   * A file to read.
   *
   * @param previous the location it had: its own, or another's if {@code moved}; empty if new
   */
  record Task(OriginPath path, FileStamp listed, Optional<Long> previous, boolean moved) {}

  /** Told of a file that could not be dealt with, in one line. */
  interface Problems {
    void problem(String message);
  }

  private final Origin origin;
  private final TagReader tags;
  private final Metrics metrics;
  private final InstantSource clock;
  private final BatchWriter writer;
  private final Problems problems;
  private final int backlog;
  private final Semaphore room;
  private final ExecutorService threads;

  TagStage(
      Origin origin,
      TagReader tags,
      Metrics metrics,
      InstantSource clock,
      BatchWriter writer,
      Problems problems,
      int threadCount) {
    this.origin = origin;
    this.tags = tags;
    this.metrics = metrics;
    this.clock = clock;
    this.writer = writer;
    this.problems = problems;
    this.backlog = threadCount * BACKLOG_PER_THREAD;
    this.room = new Semaphore(backlog);
    this.threads =
        Executors.newFixedThreadPool(
            threadCount,
            Thread.ofPlatform()
                .daemon()
                .name("sync-tags-" + origin.id().value() + "-", 1)
                .factory());
  }

  /** Queues a file; false if there was no room within {@code wait}. */
  boolean offer(Task task, Duration wait) throws InterruptedException {
    if (!room.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    threads.execute(
        () -> {
          try {
            read(task);
          } finally {
            room.release();
          }
        });
    return true;
  }

  /** Whether everything queued is done, waiting at most {@code wait} for it. */
  boolean isIdle(Duration wait) throws InterruptedException {
    if (!room.tryAcquire(backlog, wait.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    room.release(backlog);
    return true;
  }

  private void read(Task task) {
    try {
      @Nullable FoundFile found = readFile(task);
      if (found != null) {
        writer.found(found, task.moved);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (OriginException e) {
      if (e.reason() != Reason.NOT_FOUND) {
        problems.problem(e.getMessage() + "");
      }
    } catch (RuntimeException | Error e) {
      log.error("{}/{}: reading it failed unexpectedly", origin.displayName(), task.path, e);
      problems.problem(task.path + ": reading it failed unexpectedly: " + e);
    }
  }

  private @Nullable FoundFile readFile(Task task) throws OriginException {
    Optional<CompanionKind> companion = CompanionKind.ofName(task.path.name());
    if (companion.isPresent() && !companion.get().isText()) {
      return found(task, task.listed, new FoundContent.Companion(Optional.empty()));
    }
    metrics.increment(Metric.FILES_OPENED);
    try (OriginReader reader = origin.open(task.path)) {
      FileStamp before = reader.stamp();
      for (int attempt = 0; attempt < 2; attempt++) {
        FoundContent content =
            companion.isPresent()
                ? text(reader, before.sizeBytes())
                : content(tags.read(task.path, before.sizeBytes(), reader), before.sizeBytes());
        FileStamp after = reader.stamp();
        if (after.sameVersion(before)) {
          return found(task, after, content);
        }
        before = after;
      }
      problems.problem(task.path + ": is being written; it is looked at again by the next sync");
      return null;
    } catch (OriginException e) {
      if (e.reason() == Reason.DENIED || e.reason() == Reason.FAILED) {
        return found(task, task.listed, unreadable(task, e));
      }
      throw e;
    }
  }

  private static FoundContent text(OriginReader reader, long sizeBytes) throws OriginException {
    if (sizeBytes > ReferringText.MAX_BYTES) {
      return new FoundContent.NoMusic("too long for a playlist or a cue sheet");
    }
    ByteBuffer text = ByteBuffer.allocate((int) sizeBytes);
    reader.read(0, text);
    return new FoundContent.Companion(Optional.of(text.array()));
  }

  private static FoundContent content(Reading reading, long sizeBytes) {
    return switch (reading) {
      case Reading.NoMusic none -> new FoundContent.NoMusic(none.reason());
      case Reading.Audio(TrackMetadata metadata) ->
          new FoundContent.Audio(
              metadata.layout().sizeBytes() == sizeBytes
                  ? metadata
                  : new TrackMetadata(
                      metadata.format(),
                      metadata.tags(),
                      metadata.properties(),
                      Layout.unknown(sizeBytes),
                      Optional.empty(),
                      metadata.problem()));
    };
  }

  private FoundFile found(Task task, FileStamp stamp, FoundContent content) {
    return new FoundFile(
        task.path, stamp, Comparison.isProvisional(stamp, clock.instant()), task.previous, content);
  }

  /**
   * Under its name if that promises audio, with the reason; the path, which is told beside it, is
   * taken off.
   */
  private FoundContent unreadable(Task task, OriginException cause) {
    String message = String.valueOf(cause.getMessage());
    String path = origin.displayName() + "/" + task.path + ": ";
    String reason = message.startsWith(path) ? message.substring(path.length()) : message;
    long size = task.listed.sizeBytes();
    return content(Reading.unreadable(task.path.name(), size, reason), size);
  }

  /** Drops what waits and interrupts what runs. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}

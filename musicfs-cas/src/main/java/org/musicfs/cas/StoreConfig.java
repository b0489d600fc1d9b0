package org.musicfs.cas;

import java.nio.file.Path;
import java.time.Duration;
import org.musicfs.cas.chunk.ChunkPlan;

/**
 * What the content path may use. Immutable.
 *
 * @param directory of the store, created if missing; one process at a time
 * @param limitBytes the most its chunks may take, 0 or more; 0 stores nothing
 * @param reserveBytes free space of the file system that is left to others, 0 or more
 * @param chunkBytes the fixed cut, a power of two from 4 to 4 MiB
 * @param readDeadline after which a reader is told {@code TIMED_OUT}
 * @param fetchThreadsPerOrigin most simultaneous requests to one origin, 1 to 64
 * @param inFlightBytes most bytes being fetched at once, over all origins
 * @param readAheadBytes most a sequential reader is kept ahead, 0 or more
 * @param openChunks chunk files kept open
 * @param openOriginFiles files at origins kept open for versions that go through the store
 */
public record StoreConfig(
    Path directory,
    long limitBytes,
    long reserveBytes,
    int chunkBytes,
    Duration readDeadline,
    int fetchThreadsPerOrigin,
    long inFlightBytes,
    long readAheadBytes,
    int openChunks,
    int openOriginFiles) {
  public StoreConfig {
    check(limitBytes >= 0, "limitBytes", limitBytes);
    check(reserveBytes >= 0, "reserveBytes", reserveBytes);
    check(
        Integer.bitCount(chunkBytes) == 1
            && chunkBytes >= 4
            && chunkBytes <= ChunkPlan.MAX_CHUNK_BYTES,
        "chunkBytes",
        chunkBytes);
    check(readDeadline.isPositive(), "readDeadline", readDeadline);
    check(
        fetchThreadsPerOrigin >= 1 && fetchThreadsPerOrigin <= 64,
        "fetchThreadsPerOrigin",
        fetchThreadsPerOrigin);
    check(inFlightBytes >= chunkBytes, "inFlightBytes", inFlightBytes);
    check(readAheadBytes >= 0, "readAheadBytes", readAheadBytes);
    check(openChunks >= 1, "openChunks", openChunks);
    check(openOriginFiles >= 1, "openOriginFiles", openOriginFiles);
  }

  private static void check(boolean holds, String name, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " cannot be " + value);
    }
  }

  /** The defaults, each with its reason. */
  public static StoreConfig defaults(Path directory) {
    return new StoreConfig(
        directory,
        20L << 30, // some 600 lossless albums' worth of listening, small on any disk of today
        1L << 30, // what a desktop needs to stay usable when the disk fills
        256 << 10, // a second or two of lossless audio: little wasted by a probe, few files
        Duration.ofSeconds(15), // players skip a track on an error: trying for seconds is better
        8, // hides a 20 ms round trip at 1 MiB a request; servers accept as many
        64L << 20, // half the heap the daemon is given
        4L << 20, // fills a gigabit link at 30 ms
        256, // two descriptors for each of a hundred players, far under the usual 1,024
        64); // likewise, and idle ones are closed
  }

  /** The same with another limit. */
  public StoreConfig withLimitBytes(long bytes) {
    return new StoreConfig(
        directory,
        bytes,
        reserveBytes,
        chunkBytes,
        readDeadline,
        fetchThreadsPerOrigin,
        inFlightBytes,
        readAheadBytes,
        openChunks,
        openOriginFiles);
  }

  /** The same with another reserve. */
  public StoreConfig withReserveBytes(long bytes) {
    return new StoreConfig(
        directory,
        limitBytes,
        bytes,
        chunkBytes,
        readDeadline,
        fetchThreadsPerOrigin,
        inFlightBytes,
        readAheadBytes,
        openChunks,
        openOriginFiles);
  }

  /** The same with another chunk size. */
  public StoreConfig withChunkBytes(int bytes) {
    return new StoreConfig(
        directory,
        limitBytes,
        reserveBytes,
        bytes,
        readDeadline,
        fetchThreadsPerOrigin,
        inFlightBytes,
        readAheadBytes,
        openChunks,
        openOriginFiles);
  }

  /** The same with another deadline. */
  public StoreConfig withReadDeadline(Duration deadline) {
    return new StoreConfig(
        directory,
        limitBytes,
        reserveBytes,
        chunkBytes,
        deadline,
        fetchThreadsPerOrigin,
        inFlightBytes,
        readAheadBytes,
        openChunks,
        openOriginFiles);
  }

  /** The same with other numbers of chunk files and of originals kept open. */
  public StoreConfig withOpenFiles(int chunks, int originFiles) {
    return new StoreConfig(
        directory,
        limitBytes,
        reserveBytes,
        chunkBytes,
        readDeadline,
        fetchThreadsPerOrigin,
        inFlightBytes,
        readAheadBytes,
        chunks,
        originFiles);
  }

  /** The same with another budget of bytes being fetched at once. */
  public StoreConfig withInFlightBytes(long bytes) {
    return new StoreConfig(
        directory,
        limitBytes,
        reserveBytes,
        chunkBytes,
        readDeadline,
        fetchThreadsPerOrigin,
        bytes,
        readAheadBytes,
        openChunks,
        openOriginFiles);
  }
}

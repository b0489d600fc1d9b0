package org.musicfs.cas;

import java.nio.file.Path;
import java.time.Duration;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.core.config.CacheConfig;
import org.musicfs.core.config.ContentConfig;
import org.musicfs.core.config.MusicfsConfig;

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
 * @param wholeFiles whether stored versions are copied to one file each, for the kernel to read
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
    int openOriginFiles,
    boolean wholeFiles) {
  private static final long MOST_READ_AHEAD = 4L << 20;

  /** What one request asks for. */
  private static final long LEAST_IN_FLIGHT = 1L << 20;

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

  /**
   * As the configuration has it; what it does not name, with its reason here.
   *
   * <p>{@link ContentConfig#readAheadBytes} bounds what is in flight as a whole. One reader gets at
   * most a quarter of it, and no more than fills a gigabit link at 30 ms. However little it is, a
   * request that somebody waits for goes through.
   */
  public static StoreConfig of(Path directory, CacheConfig cache, ContentConfig content) {
    long budget = content.readAheadBytes();
    return new StoreConfig(
        directory,
        cache.limitBytes(),
        cache.reserveBytes(),
        cache.chunkBytes(),
        content.readTimeout(),
        8, // hides a 20 ms round trip at 1 MiB a request; servers accept as many
        Math.max(budget, Math.max(LEAST_IN_FLIGHT, cache.chunkBytes())),
        Math.min(budget / 4, MOST_READ_AHEAD),
        256, // two descriptors for each of a hundred players, far under the usual 1,024
        64, // likewise, and idle ones are closed
        false);
  }

  /** With the defaults of the configuration. */
  public static StoreConfig defaults(Path directory) {
    MusicfsConfig config = MusicfsConfig.defaults();
    return of(directory, config.cache(), config.content());
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
        openOriginFiles,
        wholeFiles);
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
        openOriginFiles,
        wholeFiles);
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
        openOriginFiles,
        wholeFiles);
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
        openOriginFiles,
        wholeFiles);
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
        originFiles,
        wholeFiles);
  }

  /** The same with or without whole files. */
  public StoreConfig withWholeFiles(boolean wanted) {
    return new StoreConfig(
        directory,
        limitBytes,
        reserveBytes,
        chunkBytes,
        readDeadline,
        fetchThreadsPerOrigin,
        inFlightBytes,
        readAheadBytes,
        openChunks,
        openOriginFiles,
        wanted);
  }
}

package org.musicfs.cas;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.core.config.CacheConfig;
import org.musicfs.core.config.ContentConfig;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.origin.OriginId;

/**
 * What the content path may use. Immutable.
 *
 * @param directory of the store, created if missing; one process at a time
 * @param chunkBytes the fixed cut, a power of two from 4 to 4 MiB
 * @param wholeFiles whether stored versions are copied to one file each, for the kernel to read
 * @param scrubInterval in which all that is stored is compared with its names once; zero for never
 * @param space how much may lie on the disk
 * @param reading how bytes are fetched and what is kept open for it
 */
public record StoreConfig(
    Path directory,
    int chunkBytes,
    boolean wholeFiles,
    Duration scrubInterval,
    Space space,
    Reading reading) {
  private static final long MOST_READ_AHEAD = 8L << 20;

  /** What one request asks for. */
  private static final long LEAST_IN_FLIGHT = 1L << 20;

  /**
   * How much may lie on the disk.
   *
   * @param limitBytes the most its chunks may take, 0 or more; 0 stores nothing
   * @param reserveBytes free space of the file system that is left to others, 0 or more
   * @param maxAge how long a chunk that nobody uses stays; zero for as long as there is room
   * @param quotas the most that origins which have a quota may take, in bytes, 0 or more
   */
  public record Space(
      long limitBytes, long reserveBytes, Duration maxAge, Map<OriginId, Long> quotas) {
    public Space {
      check(limitBytes >= 0, "limitBytes", limitBytes);
      check(reserveBytes >= 0, "reserveBytes", reserveBytes);
      check(!maxAge.isNegative(), "maxAge", maxAge);
      quotas = Map.copyOf(quotas);
    }
  }

  /**
   * How bytes are fetched.
   *
   * @param deadline after which a reader is told {@code TIMED_OUT}
   * @param threadsPerOrigin most simultaneous requests to one origin, 1 to 64
   * @param inFlightBytes most bytes being fetched at once, over all origins
   * @param aheadBytes most a sequential reader is kept ahead, 0 or more
   * @param openChunks chunk files kept open
   * @param openOriginFiles files at origins kept open for versions that go through the store
   */
  public record Reading(
      Duration deadline,
      int threadsPerOrigin,
      long inFlightBytes,
      long aheadBytes,
      int openChunks,
      int openOriginFiles) {
    public Reading {
      check(deadline.isPositive(), "deadline", deadline);
      check(threadsPerOrigin >= 1 && threadsPerOrigin <= 64, "threadsPerOrigin", threadsPerOrigin);
      check(aheadBytes >= 0, "aheadBytes", aheadBytes);
      check(openChunks >= 1, "openChunks", openChunks);
      check(openOriginFiles >= 1, "openOriginFiles", openOriginFiles);
    }
  }

  public StoreConfig {
    check(
        Integer.bitCount(chunkBytes) == 1
            && chunkBytes >= 4
            && chunkBytes <= ChunkPlan.MAX_CHUNK_BYTES,
        "chunkBytes",
        chunkBytes);
    check(!scrubInterval.isNegative(), "scrubInterval", scrubInterval);
    check(reading.inFlightBytes() >= chunkBytes, "inFlightBytes", reading.inFlightBytes());
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
   * most a third of it, as one origin does, and no more than fills half a gigabit link at 100 ms.
   * However little it is, a request that somebody waits for goes through.
   */
  public static StoreConfig of(Path directory, CacheConfig cache, ContentConfig content) {
    long budget = content.readAheadBytes();
    return new StoreConfig(
        directory,
        cache.chunkBytes(),
        false,
        cache.verifyInterval(),
        new Space(cache.limitBytes(), cache.reserveBytes(), cache.maxAge(), Map.of()),
        new Reading(
            content.readTimeout(),
            8, // hides a 20 ms round trip at 1 MiB a request; servers accept as many
            Math.max(budget, Math.max(LEAST_IN_FLIGHT, cache.chunkBytes())),
            Math.min(budget / 3, MOST_READ_AHEAD),
            256, // two descriptors for each of a hundred players, far under the usual 1,024
            64)); // likewise, and idle ones are closed
  }

  /** With the defaults of the configuration. */
  public static StoreConfig defaults(Path directory) {
    MusicfsConfig config = MusicfsConfig.defaults();
    return of(directory, config.cache(), config.content());
  }

  /** The same with other room on the disk. */
  public StoreConfig with(Space other) {
    return new StoreConfig(directory, chunkBytes, wholeFiles, scrubInterval, other, reading);
  }

  /** The same with another way to fetch. */
  public StoreConfig with(Reading other) {
    return new StoreConfig(directory, chunkBytes, wholeFiles, scrubInterval, space, other);
  }

  /** The same with another limit. */
  public StoreConfig withLimitBytes(long bytes) {
    return with(new Space(bytes, space.reserveBytes(), space.maxAge(), space.quotas()));
  }

  /** The same with another reserve. */
  public StoreConfig withReserveBytes(long bytes) {
    return with(new Space(space.limitBytes(), bytes, space.maxAge(), space.quotas()));
  }

  /** The same with other quotas of origins. */
  public StoreConfig withQuotas(Map<OriginId, Long> quotas) {
    return with(new Space(space.limitBytes(), space.reserveBytes(), space.maxAge(), quotas));
  }

  /** The same with another time that unused chunks stay. */
  public StoreConfig withMaxAge(Duration age) {
    return with(new Space(space.limitBytes(), space.reserveBytes(), age, space.quotas()));
  }

  /** The same with another interval of the regular verification. */
  public StoreConfig withScrubInterval(Duration interval) {
    return new StoreConfig(directory, chunkBytes, wholeFiles, interval, space, reading);
  }

  /** The same with another chunk size. */
  public StoreConfig withChunkBytes(int bytes) {
    return new StoreConfig(directory, bytes, wholeFiles, scrubInterval, space, reading);
  }

  /** The same with another deadline. */
  public StoreConfig withReadDeadline(Duration deadline) {
    return with(
        new Reading(
            deadline,
            reading.threadsPerOrigin(),
            reading.inFlightBytes(),
            reading.aheadBytes(),
            reading.openChunks(),
            reading.openOriginFiles()));
  }

  /** The same with other numbers of chunk files and of originals kept open. */
  public StoreConfig withOpenFiles(int chunks, int originFiles) {
    return with(
        new Reading(
            reading.deadline(),
            reading.threadsPerOrigin(),
            reading.inFlightBytes(),
            reading.aheadBytes(),
            chunks,
            originFiles));
  }

  /** The same with or without whole files. */
  public StoreConfig withWholeFiles(boolean wanted) {
    return new StoreConfig(directory, chunkBytes, wanted, scrubInterval, space, reading);
  }
}

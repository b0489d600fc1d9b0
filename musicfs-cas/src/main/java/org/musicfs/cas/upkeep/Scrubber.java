package org.musicfs.cas.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.store.Inventory;
import org.musicfs.cas.store.Inventory.Verdict;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.StoreStats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares all that is stored with its names once in an interval, a shard at a time, evenly over
 * it; what is damaged is set aside and fetched again. Where it is in its round is kept with the
 * chunk index, so that restarts do not begin it anew. Copies of whole versions are left out: they
 * are compared before the kernel gets them. Confined to one thread but for {@link #state}.
 */
final class Scrubber {
  private static final String NOTE = "scrub";

  /** There is one step a second: little enough that a player's disk is not felt to be busy. */
  private static final long BYTES_PER_STEP = 16L << 20;

  private static final int MILLE = 1000;

  private static final Logger log = LoggerFactory.getLogger(Scrubber.class);
  private final Kept kept;
  private final Inventory inventory;
  private final long intervalMillis;
  private final InstantSource clock;
  private final BooleanSupplier stopped;
  private volatile Round round = new Round(0, 0, 0, 0, 0);
  private boolean loaded;

  /**
   * Where it is.
   *
   * @param shard the next one
   * @param startedMillis when this round began; 0 before the first
   * @param completedMillis when the last one ended; 0 if none did
   * @param damaged found in this round
   * @param damagedBefore found in the one before
   */
  private record Round(
      int shard, long startedMillis, long completedMillis, long damaged, long damagedBefore) {
    String written() {
      return shard
          + " "
          + startedMillis
          + " "
          + completedMillis
          + " "
          + damaged
          + " "
          + damagedBefore;
    }

    static Round read(String written) {
      String[] parts = written.split(" ");
      return new Round(
          Integer.parseInt(parts[0]),
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Long.parseLong(parts[3]),
          Long.parseLong(parts[4]));
    }
  }

  /**
   * @param interval of a round, more than zero
   * @param stopped whether to end at the next chunk
   */
  Scrubber(Kept kept, Duration interval, InstantSource clock, BooleanSupplier stopped) {
    this.kept = kept;
    this.inventory = kept.store().inventory();
    this.intervalMillis = interval.toMillis();
    this.clock = clock;
    this.stopped = stopped;
  }

  /** How far it is; may be called from any thread. */
  StoreStats.Scrub state() {
    Round now = round;
    return new StoreStats.Scrub(
        now.completedMillis(),
        now.shard() * MILLE / Inventory.shards(),
        now.damaged() + now.damagedBefore());
  }

  /** Looks at the shards whose time has come, until that is as much as one step may read. */
  void step() {
    try {
      load();
      long before = round.shard();
      long bytes = 0;
      boolean goesOn = true;
      while (goesOn && isDue() && bytes < BYTES_PER_STEP) {
        long read = look();
        goesOn = read >= 0;
        bytes += read;
      }
      if (round.shard() != before || bytes > 0) {
        inventory.note(NOTE, round.written());
      }
    } catch (IOException | ContentException e) {
      log.warn("the regular verification cannot go on now: {}", e.getMessage());
    }
  }

  private boolean isDue() {
    long elapsed = clock.millis() - round.startedMillis();
    return elapsed * Inventory.shards() / intervalMillis > round.shard();
  }

  private void load() throws IOException {
    if (loaded) {
      return;
    }
    Round noted = inventory.noted(NOTE).map(Round::read).orElse(round);
    round = noted.startedMillis() == 0 ? new Round(0, clock.millis(), 0, 0, 0) : noted;
    loaded = true;
  }

  /** Looks at the next shard; the bytes that it read, or -1 if it was stopped. */
  private long look() throws IOException, ContentException {
    Set<ChunkId> damaged = new HashSet<>();
    long[] bytes = {0};
    boolean whole =
        inventory.forEach(
            round.shard(),
            id -> {
              if (id.length() <= ChunkPlan.MAX_CHUNK_BYTES) {
                if (inventory.verify(id, List.of(id)) == Verdict.DAMAGED) {
                  damaged.add(id);
                }
                bytes[0] += id.length();
              }
              return !stopped.getAsBoolean();
            });
    if (!whole) {
      return -1;
    }
    if (!damaged.isEmpty()) {
      long repaired = Repair.of(damaged, kept).run(done -> !stopped.getAsBoolean());
      log.warn(
          "{} stored chunks were damaged and are set aside, {} fetched again",
          damaged.size(),
          repaired);
    }
    Round now = round;
    long found = now.damaged() + damaged.size();
    round =
        now.shard() + 1 < Inventory.shards()
            ? new Round(
                now.shard() + 1,
                now.startedMillis(),
                now.completedMillis(),
                found,
                now.damagedBefore())
            : new Round(0, clock.millis(), clock.millis(), 0, found);
    return bytes[0];
  }
}

package org.musicfs.cas.upkeep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.store.Inventory;
import org.musicfs.cas.store.Inventory.Verdict;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.StoreCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One verification of all that is stored, and the repair of what was damaged. Confined to one
 * thread, used once.
 */
public final class Verification {
  private static final Logger log = LoggerFactory.getLogger(Verification.class);

  private final Kept kept;
  private final Inventory inventory;
  private final StoreCheck.Listener listener;
  private final long total;
  private final Set<ChunkId> damaged = new HashSet<>();
  private final List<String> files = new ArrayList<>();

  /** Copies of whole versions; what they consist of is told by manifests. */
  private final Set<ChunkId> copies = new HashSet<>();

  private long chunks;
  private long bytes;
  private boolean goesOn = true;

  public Verification(Kept kept, StoreCheck.Listener listener) {
    this.kept = kept;
    this.inventory = kept.store().inventory();
    this.listener = listener;
    this.total = kept.store().chunks();
  }

  /**
   * Goes through all of it.
   *
   * @param mend whether damaged chunks are fetched again
   * @throws ContentException {@code UNAVAILABLE} if store or catalogue cannot be read
   */
  public void run(boolean mend) throws ContentException {
    try {
      for (int shard = 0; shard < Inventory.shards() && goesOn; shard++) {
        goesOn = inventory.forEach(shard, this::look);
      }
    } catch (IOException e) {
      throw new ContentException(Reason.UNAVAILABLE, "the store cannot be read", e);
    }
    if (goesOn && !copies.isEmpty()) {
      lookAtCopies();
    }
    if (!goesOn) {
      return;
    }
    if (!damaged.isEmpty()) {
      Repair repair = Repair.of(damaged, kept);
      files.addAll(repair.files(StoreCheck.MOST_FILES));
      long repaired =
          mend
              ? repair.run(
                  done -> {
                    goesOn = listener.step(check(done, false));
                    return goesOn;
                  })
              : 0;
      log.warn(
          "{} of {} stored chunks were damaged and are set aside, {} fetched again",
          damaged.size(),
          chunks,
          repaired);
      if (goesOn) {
        var _ = listener.step(check(repaired, true));
      }
      return;
    }
    var _ = listener.step(check(0, true));
  }

  private boolean look(ChunkId id) {
    if (id.length() > ChunkPlan.MAX_CHUNK_BYTES) {
      copies.add(id);
      return true;
    }
    return look(id, List.of(id));
  }

  private boolean look(ChunkId id, List<ChunkId> parts) {
    Verdict verdict = inventory.verify(id, parts);
    if (verdict != Verdict.GONE) {
      chunks++;
      bytes += id.length();
    }
    if (verdict == Verdict.DAMAGED) {
      damaged.add(id);
    }
    goesOn = listener.step(check(0, false));
    return goesOn;
  }

  private void lookAtCopies() throws ContentException {
    kept.manifests().flush();
    kept.manifests()
        .forEach(
            (version, manifest) -> {
              ChunkId whole = manifest.whole().filter(copies::remove).orElse(null);
              return whole == null || look(whole, manifest.known());
            });
  }

  private StoreCheck check(long repaired, boolean done) {
    return new StoreCheck(
        total,
        chunks,
        bytes,
        damaged.size(),
        repaired,
        done ? List.copyOf(files) : List.of(),
        done);
  }
}

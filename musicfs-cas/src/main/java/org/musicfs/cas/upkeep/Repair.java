package org.musicfs.cas.upkeep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.core.content.ContentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches chunks again that were set aside. Confined to one thread. */
final class Repair {
  private static final Logger log = LoggerFactory.getLogger(Repair.class);

  private final Kept kept;

  /** A version for each chunk that one needs. */
  private final Map<ChunkId, Need> needs = new HashMap<>();

  private final Set<Long> concerned = new TreeSet<>();

  /** A chunk that a version needs. */
  private record Need(long version, long offset) {}

  private Repair(Kept kept) {
    this.kept = kept;
  }

  /**
   * Looks for what these chunks belong to: goes through all manifests.
   *
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot answer
   */
  static Repair of(Set<ChunkId> damaged, Kept kept) throws ContentException {
    Repair repair = new Repair(kept);
    kept.manifests().flush();
    kept.manifests()
        .forEach(
            (version, manifest) -> {
              repair.find(version, manifest, damaged);
              return true;
            });
    return repair;
  }

  private void find(long version, Manifest manifest, Set<ChunkId> damaged) {
    if (manifest.whole().filter(damaged::contains).isPresent()) {
      concerned.add(version);
    }
    for (int i = 0; i < manifest.plan().count(); i++) {
      ChunkId id = manifest.id(i);
      if (id != null && damaged.contains(id)) {
        needs.put(id, new Need(version, manifest.plan().offset(i)));
        concerned.add(version);
      }
    }
  }

  /** Paths at origins of the files that are concerned. */
  List<String> files(int most) throws ContentException {
    List<String> files = new ArrayList<>();
    for (long version : concerned) {
      if (files.size() == most) {
        break;
      }
      kept.versions()
          .find(version)
          .ifPresent(found -> files.add(found.locations().getFirst().path().toString()));
    }
    return files;
  }

  /**
   * Fetches them.
   *
   * @param step told how many are there again; whether to go on
   * @return how many are there again
   */
  long run(LongPredicate step) {
    long repaired = 0;
    for (Need need : needs.values()) {
      try {
        kept.content().fetch(need.version(), need.offset(), 1);
        repaired++;
      } catch (ContentException e) {
        log.warn("a damaged chunk cannot be fetched again: {}", e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return repaired;
      }
      if (!step.test(repaired)) {
        return repaired;
      }
    }
    return repaired;
  }
}

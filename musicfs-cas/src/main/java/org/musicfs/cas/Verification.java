package org.musicfs.cas;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.manifest.Manifests;
import org.musicfs.cas.read.RoutedContent;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.cas.store.ChunkStore.Verdict;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentException.Reason;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.Versions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One verification of all that is stored, and the repair of what was damaged. Confined to one
 * thread, used once.
 */
final class Verification {
  private static final Logger log = LoggerFactory.getLogger(Verification.class);

  private final ChunkStore store;
  private final Manifests manifests;
  private final Versions versions;
  private final RoutedContent content;
  private final StoreCheck.Listener listener;
  private final long total;
  private final Set<ChunkId> damaged = new HashSet<>();
  private final Set<String> files = new LinkedHashSet<>();

  /** Copies of whole versions; what they consist of is told by manifests. */
  private final Set<ChunkId> copies = new HashSet<>();

  private long chunks;
  private long bytes;
  private boolean goesOn = true;

  /** A chunk that a version needs. */
  private record Need(long version, long offset) {}

  Verification(
      ChunkStore store,
      Manifests manifests,
      Versions versions,
      RoutedContent content,
      StoreCheck.Listener listener) {
    this.store = store;
    this.manifests = manifests;
    this.versions = versions;
    this.content = content;
    this.listener = listener;
    this.total = store.chunks();
  }

  void run(boolean repair) throws ContentException {
    try {
      for (int shard = 0; shard < ChunkStore.shards() && goesOn; shard++) {
        goesOn = store.forEach(shard, this::look);
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
    Map<ChunkId, Need> needs = damaged.isEmpty() ? Map.of() : needs();
    long repaired = repair ? repair(needs) : 0;
    if (!damaged.isEmpty()) {
      log.warn(
          "{} of {} stored chunks were damaged and are set aside, {} fetched again",
          damaged.size(),
          chunks,
          repaired);
    }
    var _ = listener.step(check(repaired, true));
  }

  private boolean look(ChunkId id) {
    if (id.length() > ChunkPlan.MAX_CHUNK_BYTES) {
      copies.add(id);
      return true;
    }
    return look(id, List.of(id));
  }

  private boolean look(ChunkId id, List<ChunkId> parts) {
    Verdict verdict = store.verify(id, parts);
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
    manifests.flush();
    manifests.forEach(
        (version, manifest) -> {
          ChunkId whole = manifest.whole().filter(copies::remove).orElse(null);
          return whole == null || look(whole, manifest.known());
        });
  }

  /** A version for each damaged chunk that needs it. */
  private Map<ChunkId, Need> needs() throws ContentException {
    Map<ChunkId, Need> needs = new HashMap<>();
    List<Long> concerned = new ArrayList<>();
    manifests.flush();
    manifests.forEach(
        (version, manifest) -> {
          if (find(version, manifest, needs)) {
            concerned.add(version);
          }
          return true;
        });
    for (long version : concerned) {
      versions
          .find(version)
          .ifPresent(
              found -> {
                if (files.size() < StoreCheck.MOST_FILES) {
                  files.add(found.locations().getFirst().path().toString());
                }
              });
    }
    return needs;
  }

  private boolean find(long version, Manifest manifest, Map<ChunkId, Need> needs) {
    boolean any = manifest.whole().filter(damaged::contains).isPresent();
    for (int i = 0; i < manifest.plan().count(); i++) {
      ChunkId id = manifest.id(i);
      if (id != null && damaged.contains(id)) {
        needs.put(id, new Need(version, manifest.plan().offset(i)));
        any = true;
      }
    }
    return any;
  }

  private long repair(Map<ChunkId, Need> needs) {
    long repaired = 0;
    for (Map.Entry<ChunkId, Need> need : needs.entrySet()) {
      try {
        content.fetch(need.getValue().version(), need.getValue().offset());
        repaired++;
        goesOn = listener.step(check(repaired, false));
      } catch (ContentException e) {
        log.warn("a damaged chunk cannot be fetched again: {}", e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return repaired;
      }
      if (!goesOn) {
        return repaired;
      }
    }
    return repaired;
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

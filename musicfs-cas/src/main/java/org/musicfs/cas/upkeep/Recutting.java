package org.musicfs.cas.upkeep;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.chunk.FastCdc;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.cas.manifest.Manifests;
import org.musicfs.cas.store.ChunkStore;
import org.musicfs.cas.store.Holding;
import org.musicfs.core.audio.Region;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.ContentVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts heads and tails by their content once all of them is stored: they are fetched in pieces of a
 * fixed size, which share nothing with those of a file whose tags are some bytes longer.
 *
 * <p>New chunks are stored first, then a manifest that names them, and once that is saved the old
 * ones go before all others when room is needed. Whatever is missing or refused in between, or a
 * killed process, leaves the old manifest and chunks that nobody names, which go in the same way.
 * Readers that are open go on with the old chunks. A version that lies in the store as one file is
 * left as it is: the file is found by the cut, and its audio may lie nowhere else.
 *
 * <p>Confined to the maintenance thread, but for {@link #stop}.
 */
public final class Recutting {
  /** What is longer is hardly tags, and stays in pieces of the fixed size. */
  static final long MOST_BYTES = 16L << 20;

  private static final FastCdc CDC = FastCdc.STANDARD;

  /** So that manifests and access times are written in time. */
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** While manifests cannot be saved. */
  private static final int MOST_UNSAVED = 256;

  private static final Logger log = LoggerFactory.getLogger(Recutting.class);

  private final Kept kept;
  private final ChunkStore store;
  private final Manifests manifests;
  private final Runnable pinsMoved;

  /** By version: chunks that nothing names once its manifest is saved. */
  private final Map<Long, List<ChunkId>> unsaved = new HashMap<>();

  private volatile boolean stopping;

  /**
   * @param pinsMoved run when chunks of a pinned version are no longer the same
   */
  public Recutting(Kept kept, Runnable pinsMoved) {
    this.kept = kept;
    this.store = kept.store();
    this.manifests = kept.manifests();
    this.pinsMoved = pinsMoved;
  }

  /** Cuts for a while what has become complete. Call {@link #saved} after the next flush. */
  public void round() {
    long begin = System.nanoTime();
    while (!stopping
        && store.admits()
        && unsaved.size() < MOST_UNSAVED
        && System.nanoTime() - begin < ROUND_NANOS) {
      Optional<Long> next = manifests.takeCompleted();
      if (next.isEmpty()) {
        return;
      }
      try {
        kept.stored(next.get()).ifPresent(this::recut);
      } catch (ContentException e) {
        log.debug("version {} is not cut by content now: {}", next.get(), e.getMessage());
      }
    }
  }

  /** Lets go of the old chunks of versions whose new manifests are saved. */
  public void saved() {
    Iterator<Map.Entry<Long, List<ChunkId>>> each = unsaved.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Long, List<ChunkId>> entry = each.next();
      if (manifests.isSaved(entry.getKey())) {
        store.inventory().dispensable(entry.getValue());
        each.remove();
      }
    }
  }

  /** Ends a round soon. Any thread. */
  public void stop() {
    stopping = true;
  }

  private void recut(ContentVersion version) {
    Manifest old;
    try {
      old = manifests.of(version);
    } catch (ContentException e) {
      log.debug("version {} is not cut by content now: {}", version.id(), e.getMessage());
      return;
    }
    if (kept.content().isCopied(old)) {
      return;
    }
    ChunkPlan plan = old.plan();
    Map<Long, ChunkId> names = new HashMap<>();
    for (Region region : version.layout().regions()) {
      int run = isCut(region) ? old.plan().findRun(region.offset(), region.length()) : -1;
      if (run >= 0 && old.isKnown(run)) {
        List<ChunkId> cut = cut(old, run);
        if (!cut.isEmpty()) {
          plan = plan.recut(plan.findRun(region.offset(), region.length()), lengths(cut));
          long at = region.offset();
          for (ChunkId id : cut) {
            names.put(at, id);
            at += id.length();
          }
        }
      }
    }
    if (!plan.runs().equals(old.plan().runs())) {
      replace(version.id(), old, plan, names);
    }
  }

  private static boolean isCut(Region region) {
    return (region.kind() == Region.Kind.HEAD || region.kind() == Region.Kind.TAIL)
        && region.length() > CDC.minBytes()
        && region.length() <= MOST_BYTES;
  }

  private static List<Integer> lengths(List<ChunkId> chunks) {
    return chunks.stream().map(ChunkId::length).toList();
  }

  private void replace(long version, Manifest old, ChunkPlan plan, Map<Long, ChunkId> names) {
    Manifest next = new Manifest(plan);
    names.forEach((offset, id) -> next.learn(plan.indexAt(offset), id));
    boolean replaced = manifests.replace(version, old, next);
    Set<ChunkId> needed = new HashSet<>((replaced ? next : old).known());
    List<ChunkId> others = new ArrayList<>(replaced ? old.known() : names.values());
    others.removeIf(needed::contains);
    if (replaced) {
      kept.content().renew(version);
      unsaved.computeIfAbsent(version, none -> new ArrayList<>()).addAll(others);
      if (others.stream().anyMatch(id -> store.inventory().holding(id).isPinned())) {
        pinsMoved.run();
      }
    } else {
      store.inventory().dispensable(others);
    }
  }

  /** Stores the chunks of a run as its content cuts it; none if that fails somewhere. */
  private List<ChunkId> cut(Manifest manifest, int run) {
    ChunkPlan plan = manifest.plan();
    int next = plan.firstOf(run);
    int end = plan.firstOf(run + 1);
    int longest = IntStream.range(next, end).map(plan::length).max().orElse(0);
    byte[] window = new byte[CDC.maxBytes() + longest];
    int filled = 0;
    List<ChunkId> chunks = new ArrayList<>();
    Holding holding = holding(manifest, next);
    while (next < end || filled > 0) {
      while (next < end && filled < CDC.maxBytes()) {
        ByteBuffer part = ByteBuffer.wrap(window, filled, plan.length(next));
        if (stopping || !read(manifest, next, part)) {
          store.inventory().dispensable(chunks);
          return List.of();
        }
        filled += plan.length(next);
        next++;
      }
      int length = CDC.cut(window, 0, filled);
      ChunkId id = ChunkId.of(window, 0, length);
      if (!store.put(id, holding, window, 0)) {
        store.inventory().dispensable(chunks);
        return List.of();
      }
      chunks.add(id);
      System.arraycopy(window, length, window, 0, filled - length);
      filled -= length;
    }
    return chunks;
  }

  /** As what lies there now, which is on the account of an origin and may be pinned. */
  private Holding holding(Manifest manifest, int index) {
    ChunkId id = manifest.id(index);
    Holding now = id == null ? Holding.of(ChunkClass.PROTECTED) : store.inventory().holding(id);
    return new Holding(ChunkClass.PROTECTED, now.origin(), now.isPinned());
  }

  private boolean read(Manifest manifest, int index, ByteBuffer part) {
    ChunkId id = manifest.id(index);
    return id != null && store.read(id, ChunkClass.PROTECTED, 0, part) == ChunkStore.Found.HIT;
  }
}

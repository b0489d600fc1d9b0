package org.musicfs.cas.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.core.content.AudioHash;
import org.musicfs.core.hash.Hash128;
import org.musicfs.core.hash.Xxh3;

/**
 * A version's chunks in order, partly known. A name once learned never changes. A manifest may be
 * replaced by one of the same version that is cut otherwise; who holds it may go on with it.
 * Thread-safe and lock-free; looking a name up allocates nothing.
 */
public final class Manifest {
  private final ChunkPlan plan;
  private final AtomicReferenceArray<@Nullable ChunkId> ids;
  private final AtomicInteger changes = new AtomicInteger();
  private volatile @Nullable ChunkId whole;
  private volatile @Nullable Manifest successor;

  public Manifest(ChunkPlan plan) {
    this.plan = plan;
    this.ids = new AtomicReferenceArray<>(plan.count());
  }

  public ChunkPlan plan() {
    return plan;
  }

  /** The name of chunk {@code index}; null until it is known. */
  public @Nullable ChunkId id(int index) {
    return ids.get(index);
  }

  /**
   * Records the name of a chunk. The first one stays.
   *
   * @return whether this told something new
   * @throws IllegalArgumentException if its length is not that of the plan
   */
  public boolean learn(int index, ChunkId id) {
    if (id.length() != plan.length(index)) {
      throw new IllegalArgumentException(
          id + " at " + index + ", where " + plan.length(index) + " bytes belong");
    }
    boolean isNew = ids.compareAndSet(index, null, id);
    if (isNew) {
      changes.incrementAndGet();
    }
    return isNew;
  }

  /** What is known of the version now: this, or what it was replaced by. */
  public Manifest latest() {
    Manifest last = this;
    for (Manifest next = successor; next != null; next = next.successor) {
      last = next;
    }
    return last;
  }

  /** Makes {@code next}, of the same version, take this one's place, with all this one knows. */
  void replaceBy(Manifest next) {
    for (int i = 0; i < plan.count(); i++) {
      ChunkId id = ids.get(i);
      if (id != null) {
        next.learn(plan.offset(i), id);
      }
    }
    successor = next;
  }

  /** As {@link #learn(int, ChunkId)}, by the chunk's offset; nothing if there is no such chunk. */
  boolean learn(long offset, ChunkId id) {
    int index = plan.find(offset, id.length());
    return index >= 0 && learn(index, id);
  }

  /** Whether all chunks of a run of the plan are known. */
  public boolean isKnown(int run) {
    int end = plan.firstOf(run + 1);
    for (int i = plan.firstOf(run); i < end; i++) {
      if (ids.get(i) == null) {
        return false;
      }
    }
    return true;
  }

  /** Goes up with everything learned. */
  int changes() {
    return changes.get();
  }

  /**
   * The name of the whole version as one file; empty until all chunks are known, or if it has no
   * byte or more than 2 GiB.
   */
  public Optional<ChunkId> whole() {
    ChunkId name = whole;
    if (name == null && changes() == plan.count() && isOneFile()) {
      Hash128 hash = contentHash().orElseThrow();
      name = new ChunkId(hash.high(), hash.low(), (int) plan.sizeBytes());
      whole = name;
    }
    return Optional.ofNullable(name);
  }

  private boolean isOneFile() {
    return plan.sizeBytes() > 0 && plan.sizeBytes() <= Integer.MAX_VALUE;
  }

  /** The names of all chunks in order; what is not known is left out. */
  public List<ChunkId> known() {
    List<ChunkId> known = new ArrayList<>(plan.count());
    for (int i = 0; i < plan.count(); i++) {
      ChunkId id = ids.get(i);
      if (id != null) {
        known.add(id);
      }
    }
    return known;
  }

  /**
   * Hash over the hashes of all chunks in order, each 16 bytes, high half first, big-endian; empty
   * until all are known. The same bytes cut otherwise have another.
   */
  public Optional<Hash128> contentHash() {
    return hash(0, plan.count());
  }

  /**
   * The same over the chunks of the audio, which is counted from where it starts. Of a file of
   * unknown layout all is audio.
   */
  public Optional<AudioHash> audioHash() {
    for (int run = 0; run < plan.runs().size(); run++) {
      ChunkPlan.Run what = plan.runs().get(run);
      if (what.kind() == ChunkClass.AUDIO) {
        return hash(plan.firstOf(run), plan.firstOf(run + 1))
            .map(hash -> new AudioHash(what.chunkBytes(), hash));
      }
    }
    return Optional.empty();
  }

  private Optional<Hash128> hash(int first, int end) {
    byte[] all = new byte[(end - first) * ManifestCodec.HASH_BYTES];
    for (int i = first; i < end; i++) {
      ChunkId id = ids.get(i);
      if (id == null) {
        return Optional.empty();
      }
      ManifestCodec.putHash(all, (i - first) * ManifestCodec.HASH_BYTES, id);
    }
    return Optional.of(Xxh3.hash(all));
  }
}

package org.musicfs.cas.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;

/**
 * The stored chunks seen as a whole: gone through, counted, compared with their names, pinned,
 * removed. Nothing here is on the way of a read. Thread-safe; blocks on local disk I/O only.
 */
public final class Inventory {
  private final ChunkStore store;
  private final ChunkFiles files;
  private final OpenChunks open;
  private final Quarantine quarantine;
  private final Space space;
  private final StoreHealth health;

  Inventory(
      ChunkStore store,
      ChunkFiles files,
      OpenChunks open,
      Quarantine quarantine,
      Space space,
      StoreHealth health) {
    this.store = store;
    this.files = files;
    this.open = open;
    this.quarantine = quarantine;
    this.space = space;
    this.health = health;
  }

  /** Takes what the chunks of a shard are. */
  @FunctionalInterface
  public interface ChunkVisitor {
    /** Returns whether to go on. */
    boolean visit(ChunkId id);
  }

  /** How many shards there are to {@link #forEach go through}. */
  public static int shards() {
    return ChunkFiles.SHARDS;
  }

  /**
   * Hands over the chunks of one shard, copies of whole versions too.
   *
   * @return false if the visitor wanted no more
   */
  public boolean forEach(int shard, ChunkVisitor visitor) throws IOException {
    try {
      for (ChunkIndex.Row row : space.shard(shard)) {
        if (!visitor.visit(row.id())) {
          return false;
        }
      }
      return true;
    } catch (SQLException e) {
      throw new IOException("the chunk index cannot be read", e);
    }
  }

  /** The chunks of one shard that are pinned. */
  public List<ChunkId> pinned(int shard) throws IOException {
    try {
      return space.pinned(shard).stream().map(ChunkIndex.Row::id).toList();
    } catch (SQLException e) {
      throw new IOException("the chunk index cannot be read", e);
    }
  }

  /** What a look at a stored chunk tells. */
  public enum Verdict {
    SOUND,
    /** It was damaged, or could not be read, and is set aside. */
    DAMAGED,
    /** It is not stored any more. */
    GONE
  }

  /**
   * Compares a chunk's file with its name, whether or not that was done before. Reads past the
   * files that are open, and is no use of the chunk.
   *
   * @param parts what it consists of, in order: itself, or the chunks of the version it is a copy
   *     of
   */
  public Verdict verify(ChunkId id, List<ChunkId> parts) {
    try {
      if (isSound(id, parts)) {
        return Verdict.SOUND;
      }
      if (!files.isThere(id)) {
        return Verdict.GONE;
      }
      open.replaced(id); // who reads it now has verified bytes that are no more
      store.setAside(id);
      return Verdict.DAMAGED;
    } catch (IOException e) {
      health.readFailed();
      return store.isOutOfTheWay(id, e) ? Verdict.DAMAGED : Verdict.GONE;
    }
  }

  private boolean isSound(ChunkId id, List<ChunkId> parts) throws IOException {
    FileChannel channel = files.open(id);
    if (channel == null) {
      return false;
    }
    OpenChunk own = new OpenChunk(id, channel, false);
    try {
      byte[] buffer = new byte[parts.stream().mapToInt(ChunkId::length).max().orElse(0)];
      return own.verify(parts, buffer, () -> true);
    } finally {
      own.retire();
    }
  }

  /** Every chunk stored now. */
  public ChunkSet present() throws IOException {
    try {
      return space.present();
    } catch (SQLException e) {
      throw new IOException("the chunk index cannot be read", e);
    }
  }

  /** Bytes that nothing pushes out. */
  public long pinnedBytes() {
    return space.pinnedBytes();
  }

  /** How much is held as what. */
  public List<Held> held() {
    return space.held();
  }

  /**
   * Pins chunks, or lets go of them; those that are not stored are passed over. A disk that fails
   * is told by {@link ChunkStore#state}.
   */
  public void pin(List<ChunkId> chunks, boolean pinned) {
    hold(chunks, now -> now.pinned(pinned));
  }

  /**
   * Says whose chunks these are and what, where the index does not know because it was rebuilt from
   * the files.
   */
  public void attribute(List<ChunkId> chunks, Holding holding) {
    hold(
        chunks,
        now ->
            now.origin() == Holding.NO_ORIGIN
                ? new Holding(
                    now.kind() == ChunkClass.PROTECTED ? now.kind() : holding.kind(),
                    holding.origin(),
                    now.isPinned())
                : now);
  }

  /** What a chunk is held as; as nothing special if it is not stored. */
  public Holding holding(ChunkId id) {
    return space.holding(id);
  }

  /**
   * Puts chunks first in the line of what goes when room is needed: their bytes also lie in others.
   * A use from now on takes one out of it.
   */
  public void dispensable(List<ChunkId> chunks) {
    space.dispensable(chunks, EnumSet.allOf(ChunkClass.class));
  }

  private void hold(List<ChunkId> chunks, Space.Change change) {
    try {
      space.hold(chunks, change);
    } catch (SQLException e) {
      health.failed("the chunk index failed", e);
    }
  }

  /**
   * Removes some of the chunks that were last used before a time and are not pinned.
   *
   * @return whether there may be more
   */
  public boolean expire(long beforeMillis) {
    return space.expire(beforeMillis);
  }

  /** What was {@link #note noted} under a name; empty if nothing was, or the index was rebuilt. */
  public Optional<String> noted(String name) throws IOException {
    try {
      return space.noted(name);
    } catch (SQLException e) {
      throw new IOException("the chunk index cannot be read", e);
    }
  }

  /** Remembers something about what is stored, as long as the index is not rebuilt. */
  public void note(String name, String value) throws IOException {
    try {
      space.note(name, value);
    } catch (SQLException e) {
      throw new IOException("the chunk index cannot be written", e);
    }
  }

  /**
   * Removes every chunk that is not being read or written.
   *
   * @param which whether those that are held so are to go
   * @return bytes freed
   */
  public long clear(Predicate<Holding> which) throws IOException {
    long freed = quarantine.bytes();
    quarantine.empty();
    for (int shard = 0; shard < ChunkFiles.SHARDS; shard++) {
      freed += remove(files.list(shard), which);
    }
    return freed;
  }

  /**
   * Removes those of these chunks that are not being read or written.
   *
   * @param which whether those that are held so are to go
   * @return bytes freed
   */
  public long remove(Collection<ChunkId> chunks, Predicate<Holding> which) throws IOException {
    long freed = 0;
    for (ChunkId id : chunks) {
      if (files.isPresent(id) && space.delete(id, which)) {
        freed += id.length();
      }
    }
    return freed;
  }
}

package org.musicfs.cas.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.core.metrics.Metrics;

/**
 * Who may write how much: every chunk is admitted here before its first byte is written.
 *
 * <p>The bound holds because a row comes before its file and goes after it: the sum of the rows is
 * never less than what lies on disk, also when the process is killed between the two. While that is
 * not certain (a new or distrusted index), nothing is admitted until {@link Recovery} has listed
 * the files. {@link Room} makes room.
 *
 * <p>The monitor guards the index and is held over its statements and over unlinking evicted files;
 * writers wait for it, readers never do.
 */
final class Space {
  /** What became of a request for room. */
  enum Grant {
    /** Write it, then say {@link #written} or {@link #cancel}. */
    GRANTED,
    /** Another thread is writing it. */
    PENDING,
    /** There is no room for it now. */
    REFUSED
  }

  private final Room.Bounds bounds;
  private final ChunkFiles files;
  private final OpenChunks open;
  private final Quarantine quarantine;
  private final StoreHealth health;
  private final UseClock uses;
  private final Path indexFile;
  private final String bootId;
  private final Pending pending = new Pending();
  private final Room room;

  @GuardedBy("this")
  private ChunkIndex index;

  /** Whether each file has its row. */
  private volatile boolean covered;

  /** Whether also each row had its file when the two were compared, or the last process ended. */
  @GuardedBy("this")
  private boolean exact;

  private volatile boolean damaged;

  Space(
      Room.Bounds bounds,
      ChunkFiles files,
      OpenChunks open,
      Quarantine quarantine,
      Room.FreeSpace free,
      StoreHealth health,
      Metrics metrics,
      InstantSource clock,
      Path indexFile,
      String bootId)
      throws IOException, SQLException {
    this.bounds = bounds;
    this.files = files;
    this.open = open;
    this.quarantine = quarantine;
    this.room = new Room(bounds, free, files, open, quarantine, pending, metrics);
    this.health = health;
    this.indexFile = indexFile;
    this.bootId = bootId;
    this.index = ChunkIndex.open(indexFile, bootId);
    this.uses = new UseClock(clock, index.latestUseMillis());
    this.covered = index.trust() != ChunkIndex.Trust.NONE || files.isNew();
    if (covered) {
      index.covers();
    }
    this.exact = index.trust() == ChunkIndex.Trust.EXACT;
  }

  /** The times by which it is decided what goes. */
  UseClock uses() {
    return uses;
  }

  synchronized ChunkIndex.Trust trust() {
    return index.trust();
  }

  /** Whether storing is worth trying. */
  boolean admits() {
    return covered && !damaged && !health.isPaused();
  }

  boolean isCovered() {
    return covered;
  }

  boolean isDamaged() {
    return damaged;
  }

  /**
   * Asks for room.
   *
   * @param wanted what the chunk is to be held as
   * @param keep chunks that must not go for it
   */
  synchronized Grant reserve(ChunkId id, Holding wanted, Set<ChunkId> keep) {
    if (pending.contains(id)) {
      return Grant.PENDING;
    }
    if (!admits()) {
      return Grant.REFUSED;
    }
    boolean fitsShare = id.length() <= bounds.protectedBytes();
    Holding holding = fitsShare || wanted.isPinned() ? wanted : wanted.as(ChunkClass.AUDIO);
    try {
      if (index.find(id).isEmpty()) {
        if (!room.forChunk(index, id.length(), holding, keep)) {
          if (!room.hasFreeSpace(id.length())) {
            health.isShort();
          }
          return Grant.REFUSED;
        }
        index.add(id, holding, uses.millis());
      }
    } catch (SQLException e) {
      failed(e);
      return Grant.REFUSED;
    } catch (NoSuchFileException e) {
      lost(e);
      return Grant.REFUSED;
    } catch (IOException e) {
      health.failed("making room in the chunk store failed", e);
      return Grant.REFUSED;
    }
    pending.add(id, holding);
    return Grant.GRANTED;
  }

  /** The file of a granted chunk is in place. */
  synchronized void written(ChunkId id) {
    if (pending.remove(id)) {
      health.worked();
    }
  }

  /** A granted chunk was not written. A damaged file that it was to replace keeps its row. */
  synchronized void cancel(ChunkId id) {
    if (pending.remove(id) && !files.isThere(id)) {
      drop(id);
    }
  }

  /**
   * Moves a chunk out of the way unless it is being read or written, and forgets its row. Both at
   * once: between them the chunk could be stored anew, and its file would be left without a row.
   *
   * @return whether it is out of the way
   */
  synchronized boolean setAside(ChunkId id) throws IOException {
    boolean gone = open.remove(id, pending::contains, key -> quarantine.take(key, files.path(key)));
    if (gone) {
      drop(id);
    }
    return gone;
  }

  @GuardedBy("this")
  private void drop(ChunkId id) {
    try {
      index.remove(id);
    } catch (SQLException e) {
      failed(e);
    }
  }

  /**
   * Deletes a chunk unless it is being read or written.
   *
   * @param which whether one that is held so is to go
   * @return whether it is gone
   */
  synchronized boolean delete(ChunkId id, Predicate<Holding> which) throws IOException {
    if (!which.test(holding(id))) {
      return false;
    }
    boolean gone = open.remove(id, pending::contains, files::delete);
    if (gone) {
      drop(id);
    }
    return gone;
  }

  /** What a chunk is held as; as nothing special if it has no row. */
  synchronized Holding holding(ChunkId id) {
    try {
      return index.find(id).orElse(Holding.of(ChunkClass.AUDIO));
    } catch (SQLException e) {
      failed(e);
      return Holding.of(ChunkClass.AUDIO);
    }
  }

  /** Makes the index agree with the files of one shard. */
  synchronized void reconcile(int shard) throws IOException, SQLException {
    Set<ChunkId> listed = new HashSet<>(files.list(shard));
    Set<ChunkId> rows = new HashSet<>();
    for (ChunkIndex.Row row : index.shard(shard)) {
      rows.add(row.id());
    }
    if (listed.equals(rows)) {
      return;
    }
    ChunkIndex held = index;
    Set<ChunkId> wrong = new HashSet<>();
    held.inTransaction(
        () -> {
          for (ChunkId id : rows) {
            if (!listed.contains(id) && !pending.contains(id)) {
              held.remove(id);
            }
          }
          for (ChunkId id : listed) {
            if (!rows.contains(id) && !adopt(held, id)) {
              wrong.add(id);
            }
          }
        });
    for (ChunkId id : wrong) {
      open.remove(id, pending::contains, files::delete);
    }
  }

  private boolean adopt(ChunkIndex held, ChunkId id) throws SQLException {
    try {
      var file = Files.readAttributes(files.path(id), BasicFileAttributes.class);
      if (file.size() != id.length()) {
        return false;
      }
      held.add(id, Holding.of(ChunkClass.AUDIO), file.lastModifiedTime().toMillis());
      return true;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The files are all covered by rows; brings them under a limit that was lowered. */
  synchronized void recovered() throws SQLException, IOException {
    long excess = index.holdings().bytes(ChunkClass.PROTECTED) - bounds.protectedBytes();
    if (excess > 0) {
      room.evict(index, ChunkClass.PROTECTED, excess, 0, Set.of());
    }
    excess = room.used(index) - bounds.limitBytes();
    if (excess > 0) {
      room.evict(index, ChunkClass.AUDIO, excess, 0, Set.of());
    }
    for (int origin : bounds.quotas().keySet()) {
      boolean ignored = room.fitsQuota(index, 0, origin, Set.of());
    }
    if (!covered) {
      index.covers();
      covered = true;
    }
    exact = true;
  }

  /**
   * The store's directories are gone: somebody deleted the cache. The index speaks of files that
   * are no more, so all of it is begun anew.
   */
  void lost(NoSuchFileException e) {
    damaged = true;
    health.failed("the cache was deleted", e);
  }

  /**
   * Replaces a damaged index by an empty one, to be filled by {@link #reconcile}; makes directories
   * that are missing.
   */
  synchronized void startOver() throws IOException, SQLException {
    covered = false;
    exact = false;
    files.createDirectories();
    quarantine.createDirectory();
    try {
      index.abandon();
    } catch (SQLException e) {
      health.readFailed();
    }
    index = ChunkIndex.recreate(indexFile, bootId);
    damaged = false;
    for (Map.Entry<ChunkId, Holding> entry : pending.all().entrySet()) {
      index.add(entry.getKey(), entry.getValue(), uses.millis());
    }
  }

  @GuardedBy("this")
  private void failed(SQLException e) {
    if (ChunkIndex.isDamage(e)) {
      damaged = true;
    }
    health.failed("the chunk index failed", e);
  }

  /** Writes collected access times to the index. */
  synchronized void flush() {
    if (damaged) {
      return;
    }
    try {
      index.touch(open.takeTouches(), bounds.protectedBytes());
    } catch (SQLException e) {
      failed(e);
    }
  }

  /** What a chunk becomes that is held as something else. */
  @FunctionalInterface
  interface Change {
    Holding of(Holding now);
  }

  /** Changes what chunks are held as; those that are not stored are passed over. */
  synchronized void hold(List<ChunkId> chunks, Change change) throws SQLException {
    ChunkIndex held = index;
    held.inTransaction(
        () -> {
          for (ChunkId id : chunks) {
            Optional<Holding> now = held.find(id);
            if (now.isPresent()) {
              held.hold(id, change.of(now.get()));
            }
          }
        });
  }

  /**
   * Lets go of some of the chunks that were last used before a time.
   *
   * @return whether there may be more
   */
  synchronized boolean expire(long beforeMillis) {
    if (!admits()) {
      return false;
    }
    try {
      return room.expire(index, beforeMillis);
    } catch (SQLException e) {
      failed(e);
    } catch (IOException e) {
      health.failed("removing old chunks failed", e);
    }
    return false;
  }

  /** What was noted about the store since its index was made. */
  synchronized Optional<String> noted(String name) throws SQLException {
    return index.noted(name);
  }

  /** Remembers something about the store as long as its index is there. */
  synchronized void note(String name, String value) throws SQLException {
    index.note(name, value);
  }

  /**
   * Puts those of some chunks that are of these classes first in the line of what goes, as if never
   * used: their bytes also lie elsewhere. A use from now on takes one out of it.
   */
  synchronized void dispensable(List<ChunkId> chunks, Set<ChunkClass> kinds) {
    flush();
    if (damaged) {
      return;
    }
    chunks.forEach(open::forgetUses);
    try {
      for (ChunkClass kind : kinds) {
        index.age(chunks, kind);
      }
    } catch (SQLException e) {
      failed(e);
    }
  }

  /** Whether the disk has more free space than is to be left to others. */
  boolean hasFreeSpace() throws IOException {
    return room.hasFreeSpace(0);
  }

  synchronized long bytes() {
    return room.used(index);
  }

  synchronized long chunks() {
    return index.holdings().chunks();
  }

  /** Bytes that something may push out, of one class. */
  synchronized long bytes(ChunkClass kind) {
    return index.holdings().bytes(kind);
  }

  /** Bytes that nothing pushes out. */
  synchronized long pinnedBytes() {
    return index.holdings().pinnedBytes();
  }

  /** How much is held as what. */
  synchronized List<Held> held() {
    return index.holdings().list();
  }

  /** Every chunk that has a row. */
  ChunkSet present() throws SQLException {
    ChunkSet set = new ChunkSet((int) Math.min(chunks(), 1 << 24));
    for (int shard = 0; shard < ChunkFiles.SHARDS; shard++) {
      for (ChunkIndex.Row row : shard(shard)) {
        set.add(row.id());
      }
    }
    return set;
  }

  synchronized List<ChunkIndex.Row> shard(int number) throws SQLException {
    return index.shard(number);
  }

  synchronized List<ChunkIndex.Row> pinned(int number) throws SQLException {
    return index.pinned(number);
  }

  /** Flushes and closes the index; what was not compared to the end is compared next time. */
  synchronized void close() {
    flush();
    try {
      if (exact && !damaged) {
        index.close();
      } else {
        index.abandon();
      }
    } catch (SQLException e) {
      health.failed("closing the chunk index failed", e);
    }
    covered = false; // whatever is still being fetched is not stored any more
  }
}

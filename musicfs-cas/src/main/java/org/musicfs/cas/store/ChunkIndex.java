package org.musicfs.cas.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;

/**
 * What is remembered of each chunk file: what it is held as and its last use, in SQLite.
 * Rebuildable, so it is never synced; WAL keeps it whole when the process is killed, and after a
 * power cut it is distrusted.
 *
 * <p>Triggers keep the sums in {@code total}, so that opening reads a few rows however many chunks
 * there are. {@code state} in {@code meta} is the boot id while a process uses it and every file
 * has its row, {@code clean} after an orderly end, and anything else until the files were listed.
 * Not thread-safe: {@link Space} guards it.
 */
final class ChunkIndex implements AutoCloseable {
  private static final int FORMAT = 2;
  private static final String STATE = "state";
  private static final String CLEAN = "clean";

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE chunk (
            high INTEGER NOT NULL, low INTEGER NOT NULL, length INTEGER NOT NULL,
            class INTEGER NOT NULL, used INTEGER NOT NULL,
            origin INTEGER NOT NULL, pinned INTEGER NOT NULL,
            PRIMARY KEY (high, low, length)) WITHOUT ROWID""",
          "CREATE INDEX chunk_age ON chunk (pinned, class, used)",
          "CREATE INDEX chunk_origin ON chunk (origin, pinned, class, used)",
          """
          CREATE TABLE total (
            class INTEGER NOT NULL, origin INTEGER NOT NULL, pinned INTEGER NOT NULL,
            bytes INTEGER NOT NULL, chunks INTEGER NOT NULL,
            PRIMARY KEY (class, origin, pinned)) WITHOUT ROWID""",
          """
          CREATE TRIGGER chunk_added AFTER INSERT ON chunk BEGIN
            INSERT OR IGNORE INTO total VALUES (NEW.class, NEW.origin, NEW.pinned, 0, 0);
            UPDATE total SET bytes = bytes + NEW.length, chunks = chunks + 1
              WHERE class = NEW.class AND origin = NEW.origin AND pinned = NEW.pinned; END""",
          """
          CREATE TRIGGER chunk_removed AFTER DELETE ON chunk BEGIN
            UPDATE total SET bytes = bytes - OLD.length, chunks = chunks - 1
              WHERE class = OLD.class AND origin = OLD.origin AND pinned = OLD.pinned; END""",
          """
          CREATE TRIGGER chunk_moved AFTER UPDATE OF class, origin, pinned ON chunk BEGIN
            UPDATE total SET bytes = bytes - OLD.length, chunks = chunks - 1
              WHERE class = OLD.class AND origin = OLD.origin AND pinned = OLD.pinned;
            INSERT OR IGNORE INTO total VALUES (NEW.class, NEW.origin, NEW.pinned, 0, 0);
            UPDATE total SET bytes = bytes + NEW.length, chunks = chunks + 1
              WHERE class = NEW.class AND origin = NEW.origin AND pinned = NEW.pinned; END""",
          "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
          "INSERT INTO meta VALUES ('state', 'new')",
          "PRAGMA user_version = " + FORMAT);

  /** How far an index can be trusted when it is opened. */
  enum Trust {
    /** Closed in order: row for file. */
    EXACT,
    /** Its process was killed: every file has its row, some rows may lack their file. */
    COVERS,
    /**
     * New, or its machine went down, or the files were never all listed: anything may be missing.
     */
    NONE
  }

  /** A chunk and when it was last used. */
  record Row(ChunkId id, long usedMillis) {}

  private final Connection connection;
  private final String bootId;
  private final Trust trust;
  private final long latestUseMillis;
  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final PreparedStatement find;
  private final PreparedStatement oldest;
  private final PreparedStatement oldestOfOrigin;
  private final PreparedStatement unused;
  private final PreparedStatement use;
  private final PreparedStatement hold;
  private final PreparedStatement age;
  private final PreparedStatement shard;
  private final PreparedStatement pinnedInShard;
  private final Holdings holdings = new Holdings();

  private ChunkIndex(Connection connection, String bootId) throws SQLException {
    this.connection = connection;
    this.bootId = bootId;
    try (Statement s = connection.createStatement()) {
      s.execute(
          "PRAGMA locking_mode = EXCLUSIVE"); // the directory is locked: no shared memory file
      s.execute("PRAGMA journal_mode = WAL");
      s.execute("PRAGMA synchronous = OFF");
      s.execute("PRAGMA cache_size = -2048");
      s.execute("PRAGMA journal_size_limit = 4194304");
      int format = intOf(s, "PRAGMA user_version");
      if (format == 0) {
        connection.setAutoCommit(false);
        for (String sql : SCHEMA) {
          s.execute(sql);
        }
        connection.commit();
        connection.setAutoCommit(true);
      } else if (format != FORMAT) {
        throw new SQLException("index format " + format);
      }
    }
    trust = readTrust();
    String row = " WHERE high = ? AND low = ? AND length = ?";
    String rows = "SELECT high, low, length, used FROM chunk WHERE ";
    insert =
        connection.prepareStatement("INSERT OR IGNORE INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?)");
    delete =
        connection.prepareStatement("DELETE FROM chunk" + row + " RETURNING class, origin, pinned");
    find = connection.prepareStatement("SELECT class, origin, pinned FROM chunk" + row);
    oldest =
        connection.prepareStatement(
            rows + "pinned = 0 AND class = ? ORDER BY used LIMIT ? OFFSET ?");
    oldestOfOrigin =
        connection.prepareStatement(
            rows + "origin = ? AND pinned = 0 AND class = ? ORDER BY used LIMIT ? OFFSET ?");
    unused =
        connection.prepareStatement(
            rows + "pinned = 0 AND class = ? AND used < ? ORDER BY used LIMIT ? OFFSET ?");
    use = connection.prepareStatement("UPDATE chunk SET used = max(used, ?)" + row);
    hold = connection.prepareStatement("UPDATE chunk SET class = ?, origin = ?, pinned = ?" + row);
    age = connection.prepareStatement("UPDATE chunk SET used = 0" + row + " AND class = ?");
    shard = connection.prepareStatement(rows + "high BETWEEN ? AND ?");
    pinnedInShard = connection.prepareStatement(rows + "high BETWEEN ? AND ? AND pinned = 1");
    readTotals();
    latestUseMillis = readLatestUse();
  }

  /** Opens the index, replacing one that cannot be read. */
  static ChunkIndex open(Path file, String bootId) throws IOException, SQLException {
    try {
      return connect(file, bootId);
    } catch (SQLException e) {
      if (!isDamage(e)) {
        throw e;
      }
      return recreate(file, bootId);
    }
  }

  /** Throws away what is there and starts with an empty index. */
  static ChunkIndex recreate(Path file, String bootId) throws IOException, SQLException {
    for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
    return connect(file, bootId);
  }

  private static ChunkIndex connect(Path file, String bootId) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    boolean opened = false;
    try {
      ChunkIndex index = new ChunkIndex(connection, bootId);
      opened = true;
      return index;
    } finally {
      if (!opened) {
        connection.close();
      }
    }
  }

  /** Whether the file is at fault, and not the disk or the space on it. */
  static boolean isDamage(SQLException e) {
    return switch (e.getErrorCode() & 0xff) {
      case 5, 7, 8, 10, 13, 14, 23 -> // BUSY NOMEM READONLY IOERR FULL CANTOPEN AUTH
          false;
      default -> true;
    };
  }

  private Trust readTrust() throws SQLException {
    String state = noted(STATE).orElseThrow(() -> new SQLException("no state"));
    if (state.equals(CLEAN)) {
      return Trust.EXACT;
    }
    return !bootId.isEmpty() && state.equals(bootId) ? Trust.COVERS : Trust.NONE;
  }

  /**
   * Says that every file has its row from now on. Before the first change of an index that was
   * closed in order; of one that was not, a process that ends before leaves nothing to trust.
   */
  void covers() throws SQLException {
    note(STATE, bootId);
  }

  /** What was {@link #note noted}; empty if nothing was. */
  Optional<String> noted(String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT value FROM meta WHERE name = ?")) {
      query.setString(1, name);
      try (ResultSet r = query.executeQuery()) {
        return r.next() ? Optional.of(r.getString(1)) : Optional.empty();
      }
    }
  }

  /** Remembers something about the store as long as this index is not rebuilt. */
  void note(String name, String value) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("INSERT OR REPLACE INTO meta VALUES (?, ?)")) {
      update.setString(1, name);
      update.setString(2, value);
      update.executeUpdate();
    }
  }

  private static int intOf(Statement s, String sql) throws SQLException {
    try (ResultSet r = s.executeQuery(sql)) {
      return r.next() ? r.getInt(1) : 0;
    }
  }

  private void readTotals() throws SQLException {
    holdings.clear();
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery("SELECT class, origin, pinned, bytes, chunks FROM total")) {
      while (r.next()) {
        holdings.add(holding(r), r.getLong(4), r.getLong(5));
      }
    }
  }

  private static Holding holding(ResultSet row) throws SQLException {
    ChunkClass kind =
        ChunkClass.of(row.getInt(1)).orElseThrow(() -> new SQLException("a class there is not"));
    return new Holding(kind, row.getInt(2), row.getInt(3) != 0);
  }

  Trust trust() {
    return trust;
  }

  /** How much is held as what. */
  Holdings holdings() {
    return holdings;
  }

  /** What a chunk is held as; empty if it has no row. */
  Optional<Holding> find(ChunkId id) throws SQLException {
    setId(find, 1, id);
    try (ResultSet r = find.executeQuery()) {
      return r.next() ? Optional.of(holding(r)) : Optional.empty();
    }
  }

  void add(ChunkId id, Holding holding, long usedMillis) throws SQLException {
    setId(insert, 1, id);
    insert.setInt(4, holding.kind().code());
    insert.setLong(5, usedMillis);
    insert.setInt(6, holding.origin());
    insert.setInt(7, holding.isPinned() ? 1 : 0);
    if (insert.executeUpdate() == 1) {
      holdings.add(holding, id.length(), 1);
    }
  }

  /** Removes a row if it is there. */
  void remove(ChunkId id) throws SQLException {
    setId(delete, 1, id);
    try (ResultSet r = delete.executeQuery()) {
      if (r.next()) {
        holdings.add(holding(r), -id.length(), -1);
      }
    }
  }

  /** When a chunk was last used before the index was opened; 0 if there was none. */
  long latestUseMillis() {
    return latestUseMillis;
  }

  /** One look into {@code chunk_age} for each kind. */
  private long readLatestUse() throws SQLException {
    long latest = 0;
    try (PreparedStatement newest =
        connection.prepareStatement("SELECT max(used) FROM chunk WHERE pinned = ? AND class = ?")) {
      for (ChunkClass kind : ChunkClass.values()) {
        for (int pinned = 0; pinned <= 1; pinned++) {
          newest.setInt(1, pinned);
          newest.setInt(2, kind.code());
          try (ResultSet r = newest.executeQuery()) {
            latest = Math.max(latest, r.getLong(1));
          }
        }
      }
    }
    return latest;
  }

  /** The least recently used chunks of a class that are not pinned. */
  List<Row> oldest(ChunkClass kind, int limit, int skip) throws SQLException {
    oldest.setInt(1, kind.code());
    oldest.setInt(2, limit);
    oldest.setInt(3, skip);
    return rows(oldest);
  }

  /** The same, of those on the account of one origin. */
  List<Row> oldest(ChunkClass kind, int origin, int limit, int skip) throws SQLException {
    oldestOfOrigin.setInt(1, origin);
    oldestOfOrigin.setInt(2, kind.code());
    oldestOfOrigin.setInt(3, limit);
    oldestOfOrigin.setInt(4, skip);
    return rows(oldestOfOrigin);
  }

  /** The same, of those that were last used before a time. */
  List<Row> unused(ChunkClass kind, long beforeMillis, int limit, int skip) throws SQLException {
    unused.setInt(1, kind.code());
    unused.setLong(2, beforeMillis);
    unused.setInt(3, limit);
    unused.setInt(4, skip);
    return rows(unused);
  }

  /** The chunks whose files belong in one shard. */
  List<Row> shard(int number) throws SQLException {
    return inShard(shard, number);
  }

  /** Those of them that are pinned. */
  List<Row> pinned(int number) throws SQLException {
    return inShard(pinnedInShard, number);
  }

  private static List<Row> inShard(PreparedStatement statement, int number) throws SQLException {
    long from = (long) number << 52;
    statement.setLong(1, from);
    statement.setLong(2, from | ((1L << 52) - 1));
    return rows(statement);
  }

  private static List<Row> rows(PreparedStatement statement) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet r = statement.executeQuery()) {
      while (r.next()) {
        rows.add(new Row(new ChunkId(r.getLong(1), r.getLong(2), r.getInt(3)), r.getLong(4)));
      }
    } catch (IllegalArgumentException e) {
      throw new SQLException("a row no chunk can have", e);
    }
    return rows;
  }

  /**
   * Records uses. A chunk that is used as protected becomes it while the protected share has room.
   */
  void touch(Map<ChunkId, OpenChunk.Touch> touches, long protectedLimit) throws SQLException {
    if (touches.isEmpty()) {
      return;
    }
    inTransaction(
        () -> {
          for (Map.Entry<ChunkId, OpenChunk.Touch> entry : touches.entrySet()) {
            touch(entry.getKey(), entry.getValue(), protectedLimit);
          }
        });
  }

  private void touch(ChunkId id, OpenChunk.Touch touch, long protectedLimit) throws SQLException {
    Optional<Holding> now = find(id);
    if (now.isEmpty()) {
      return;
    }
    use.setLong(1, touch.usedMillis());
    setId(use, 2, id);
    use.executeUpdate();
    if (now.get().kind() == ChunkClass.AUDIO
        && touch.kind() == ChunkClass.PROTECTED
        && (now.get().isPinned()
            || holdings.bytes(ChunkClass.PROTECTED) + id.length() <= protectedLimit)) {
      hold(id, now.get().as(ChunkClass.PROTECTED));
    }
  }

  /** Makes a chunk be held as something else; nothing if it has no row. */
  void hold(ChunkId id, Holding wanted) throws SQLException {
    Optional<Holding> now = find(id);
    if (now.isEmpty() || now.get().equals(wanted)) {
      return;
    }
    hold.setInt(1, wanted.kind().code());
    hold.setInt(2, wanted.origin());
    hold.setInt(3, wanted.isPinned() ? 1 : 0);
    setId(hold, 4, id);
    hold.executeUpdate();
    holdings.add(now.get(), -id.length(), -1);
    holdings.add(wanted, id.length(), 1);
  }

  /** Makes those of these chunks that are of one class the least recently used ones of it. */
  void age(List<ChunkId> ids, ChunkClass kind) throws SQLException {
    inTransaction(
        () -> {
          for (ChunkId id : ids) {
            setId(age, 1, id);
            age.setInt(4, kind.code());
            age.executeUpdate();
          }
        });
  }

  private static void setId(PreparedStatement statement, int from, ChunkId id) throws SQLException {
    statement.setLong(from, id.high());
    statement.setLong(from + 1, id.low());
    statement.setInt(from + 2, id.length());
  }

  /** Statements that belong together. */
  @FunctionalInterface
  interface Work {
    void run() throws SQLException;
  }

  /** Runs {@code work} in one transaction; after a failure sums and rows are as before. */
  void inTransaction(Work work) throws SQLException {
    boolean done = false;
    connection.setAutoCommit(false);
    try {
      work.run();
      connection.commit();
      done = true;
    } finally {
      if (!done) {
        connection.rollback();
      }
      connection.setAutoCommit(true);
      if (!done) {
        readTotals();
      }
    }
  }

  /** Closes in order. */
  @Override
  public void close() throws SQLException {
    try {
      note(STATE, CLEAN);
    } finally {
      connection.close();
    }
  }

  /** Closes an index of which there is more to find out, or that is about to be replaced. */
  void abandon() throws SQLException {
    connection.close();
  }
}

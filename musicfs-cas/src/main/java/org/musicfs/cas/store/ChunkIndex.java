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
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;

/**
 * What is remembered of each chunk file: class and last use, in SQLite. Rebuildable, so it is never
 * synced; WAL keeps it whole when the process is killed, and after a power cut it is distrusted.
 *
 * <p>Triggers keep the sums in {@code total}, so that opening reads two rows however many chunks
 * there are. {@code meta.state} is the boot id while a process uses it and {@code clean} after an
 * orderly end. Not thread-safe: {@link Space} guards it.
 */
final class ChunkIndex implements AutoCloseable {
  private static final int FORMAT = 1;
  private static final String CLEAN = "clean";

  private static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE chunk (
            high INTEGER NOT NULL, low INTEGER NOT NULL, length INTEGER NOT NULL,
            class INTEGER NOT NULL, used INTEGER NOT NULL,
            PRIMARY KEY (high, low, length)) WITHOUT ROWID""",
          "CREATE INDEX chunk_age ON chunk (class, used)",
          """
          CREATE TABLE total (
            class INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, chunks INTEGER NOT NULL)""",
          "INSERT INTO total VALUES (0, 0, 0), (1, 0, 0)",
          """
          CREATE TRIGGER chunk_added AFTER INSERT ON chunk BEGIN
            UPDATE total SET bytes = bytes + NEW.length, chunks = chunks + 1
              WHERE class = NEW.class; END""",
          """
          CREATE TRIGGER chunk_removed AFTER DELETE ON chunk BEGIN
            UPDATE total SET bytes = bytes - OLD.length, chunks = chunks - 1
              WHERE class = OLD.class; END""",
          """
          CREATE TRIGGER chunk_moved AFTER UPDATE OF class ON chunk WHEN OLD.class <> NEW.class BEGIN
            UPDATE total SET bytes = bytes - OLD.length, chunks = chunks - 1
              WHERE class = OLD.class;
            UPDATE total SET bytes = bytes + NEW.length, chunks = chunks + 1
              WHERE class = NEW.class; END""",
          "CREATE TABLE meta (state TEXT NOT NULL)",
          "INSERT INTO meta VALUES ('new')",
          "PRAGMA user_version = " + FORMAT);

  /** How far an index can be trusted when it is opened. */
  enum Trust {
    /** Closed in order: row for file. */
    EXACT,
    /** Its process was killed: every file has its row, some rows may lack their file. */
    COVERS,
    /** New, or its machine went down: anything may be missing. */
    NONE
  }

  /** A chunk and when it was last used. */
  record Row(ChunkId id, long usedMillis) {}

  private final Connection connection;
  private final Trust trust;
  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final PreparedStatement find;
  private final PreparedStatement oldest;
  private final PreparedStatement touch;
  private final PreparedStatement age;
  private final PreparedStatement shard;
  private final long[] bytes = new long[2];
  private final long[] chunks = new long[2];

  private ChunkIndex(Connection connection, String bootId) throws SQLException {
    this.connection = connection;
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
      this.trust = trust(s, bootId);
    }
    insert = connection.prepareStatement("INSERT OR IGNORE INTO chunk VALUES (?, ?, ?, ?, ?)");
    delete =
        connection.prepareStatement(
            "DELETE FROM chunk WHERE high = ? AND low = ? AND length = ? RETURNING class");
    find =
        connection.prepareStatement(
            "SELECT class FROM chunk WHERE high = ? AND low = ? AND length = ?");
    oldest =
        connection.prepareStatement(
            "SELECT high, low, length, used FROM chunk WHERE class = ? ORDER BY used LIMIT ? OFFSET"
                + " ?");
    touch =
        connection.prepareStatement(
            "UPDATE chunk SET used = max(used, ?), class = ? WHERE high = ? AND low = ? AND length"
                + " = ?");
    age =
        connection.prepareStatement(
            "UPDATE chunk SET used = 0 WHERE high = ? AND low = ? AND length = ? AND class = ?");
    shard =
        connection.prepareStatement(
            "SELECT high, low, length, used FROM chunk WHERE high BETWEEN ? AND ?");
    readTotals();
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

  private static Trust trust(Statement s, String bootId) throws SQLException {
    String state;
    try (ResultSet r = s.executeQuery("SELECT state FROM meta")) {
      if (!r.next()) {
        throw new SQLException("no state");
      }
      state = r.getString(1);
    }
    setState(s, bootId);
    if (state.equals(CLEAN)) {
      return Trust.EXACT;
    }
    return !bootId.isEmpty() && state.equals(bootId) ? Trust.COVERS : Trust.NONE;
  }

  private static void setState(Statement s, String state) throws SQLException {
    try (PreparedStatement update =
        s.getConnection().prepareStatement("UPDATE meta SET state = ?")) {
      update.setString(1, state);
      update.executeUpdate();
    }
  }

  private static int intOf(Statement s, String sql) throws SQLException {
    try (ResultSet r = s.executeQuery(sql)) {
      return r.next() ? r.getInt(1) : 0;
    }
  }

  private void readTotals() throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet r = s.executeQuery("SELECT class, bytes, chunks FROM total")) {
      while (r.next()) {
        bytes[r.getInt(1)] = r.getLong(2);
        chunks[r.getInt(1)] = r.getLong(3);
      }
    }
  }

  Trust trust() {
    return trust;
  }

  long bytes(ChunkClass kind) {
    return bytes[kind.code()];
  }

  long bytes() {
    return bytes[0] + bytes[1];
  }

  long chunks() {
    return chunks[0] + chunks[1];
  }

  boolean contains(ChunkId id) throws SQLException {
    setId(find, 1, id);
    try (ResultSet r = find.executeQuery()) {
      return r.next();
    }
  }

  void add(ChunkId id, ChunkClass kind, long usedMillis) throws SQLException {
    setId(insert, 1, id);
    insert.setInt(4, kind.code());
    insert.setLong(5, usedMillis);
    if (insert.executeUpdate() == 1) {
      bytes[kind.code()] += id.length();
      chunks[kind.code()]++;
    }
  }

  /** Removes a row if it is there. */
  void remove(ChunkId id) throws SQLException {
    setId(delete, 1, id);
    try (ResultSet r = delete.executeQuery()) {
      if (r.next()) {
        int kind = r.getInt(1);
        bytes[kind] -= id.length();
        chunks[kind]--;
      }
    }
  }

  /** The least recently used chunks of a class. */
  List<Row> oldest(ChunkClass kind, int limit, int skip) throws SQLException {
    oldest.setInt(1, kind.code());
    oldest.setInt(2, limit);
    oldest.setInt(3, skip);
    return rows(oldest);
  }

  /** The chunks whose files belong in one shard. */
  List<Row> shard(int number) throws SQLException {
    long from = (long) number << 52;
    shard.setLong(1, from);
    shard.setLong(2, from | ((1L << 52) - 1));
    return rows(shard);
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

  private void touch(ChunkId id, OpenChunk.Touch use, long protectedLimit) throws SQLException {
    setId(find, 1, id);
    int now;
    try (ResultSet r = find.executeQuery()) {
      if (!r.next()) {
        return;
      }
      now = r.getInt(1);
    }
    boolean rises =
        now == 0 && use.kind() == ChunkClass.PROTECTED && bytes[1] + id.length() <= protectedLimit;
    touch.setLong(1, use.usedMillis());
    touch.setInt(2, rises ? 1 : now);
    setId(touch, 3, id);
    touch.executeUpdate();
    if (rises) {
      bytes[0] -= id.length();
      chunks[0]--;
      bytes[1] += id.length();
      chunks[1]++;
    }
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
    try (Statement s = connection.createStatement()) {
      setState(s, CLEAN);
    } finally {
      connection.close();
    }
  }

  /** Closes an index that is about to be replaced. */
  void abandon() throws SQLException {
    connection.close();
  }
}

package org.musicfs.index.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Opens connections the way this package wants them, and tells damage from other failures. */
final class Sqlite {
  private Sqlite() {}

  /** How a connection is to behave. */
  enum Mode {
    /** Writes; a commit survives a killed process, the last ones may be lost with the power. */
    NORMAL("NORMAL"),
    /** Writes; a commit survives the loss of power. */
    FULL("FULL"),
    /** Only reads, from the snapshot of the last commit; never waits for a writer. */
    READER("NORMAL");

    private final String synchronous;

    Mode(String synchronous) {
      this.synchronous = synchronous;
    }
  }

  /**
   * Opens (and unless reading creates, 0600) the database.
   *
   * @param cacheKib the most its page cache may hold
   */
  static Session open(Path file, Mode mode, int cacheKib) throws SQLException {
    createPrivate(file);
    Properties properties = new Properties();
    properties.setProperty("transaction_mode", "IMMEDIATE");
    properties.setProperty("busy_timeout", "10000");
    // Nobody asks for them, and they would cost one more statement for each that inserts.
    properties.setProperty("jdbc.get_generated_keys", "false");
    Session session =
        new Session(
            DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), properties));
    try (Statement statement = session.connection().createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = " + mode.synchronous);
      statement.execute("PRAGMA cache_size = -" + cacheKib);
      statement.execute("PRAGMA mmap_size = 0");
      // One batch of sync dirties about this much; copying it back less often saves half the
      // writes.
      statement.execute("PRAGMA wal_autocheckpoint = 4000");
      statement.execute("PRAGMA journal_size_limit = 67108864");
      if (mode == Mode.READER) {
        statement.execute("PRAGMA query_only = ON");
      }
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  private static void createPrivate(Path file) throws SQLException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (IOException e) {
      throw new SQLException("cannot create " + file + ": " + e.getMessage(), e);
    }
  }

  /** Whether the failure means that the file's content cannot be trusted. */
  static boolean isDamage(SQLException e) {
    if (!(e instanceof SQLiteException sqlite)) {
      return false;
    }
    int code = sqlite.getResultCode().code & 0xff; // extended codes keep the primary one here
    return code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code;
  }
}

package org.musicfs.index.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

/**
 * The numbered steps that make a database's schema: resources {@code NAME/001.sql}, {@code
 * NAME/002.sql} …, of which {@code PRAGMA user_version} tells how many were taken. {@code PRAGMA
 * application_id} marks the file as ours.
 *
 * @param name of the resource folder
 * @param version how many steps there are
 * @param applicationId the mark
 */
record Schema(String name, int version, int applicationId) {
  static final Schema CATALOGUE = new Schema("catalogue", 13, 0x4d465343);
  static final Schema USER = new Schema("user", 4, 0x4d465355);

  /** What a look at the header and the schema says. */
  enum State {
    EMPTY,
    OLDER,
    CURRENT,
    /** A database, but not one of this kind. */
    FOREIGN
  }

  /**
   * Looks at header and schema, which costs the same however large the database is.
   *
   * @throws UserError {@code STATE} if a newer musicfs wrote it
   * @throws SQLException if it cannot be read; {@link Sqlite#isDamage} tells why
   */
  State check(Session session, Path file) throws SQLException {
    int taken = (int) pragma(session, "user_version");
    long mark = pragma(session, "application_id");
    // Makes SQLite parse the whole schema.
    long tables;
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
      rows.next();
      tables = rows.getLong(1);
    }
    if (taken == 0 && tables == 0) {
      return State.EMPTY;
    }
    if (mark != applicationId) {
      return State.FOREIGN;
    }
    if (taken > version) {
      throw new UserError(
          ExitCode.STATE,
          String.format(
              Locale.ROOT,
              "%s was written by a newer musicfs (schema %d, this one knows %d)",
              file,
              taken,
              version),
          "start it with the newer musicfs, or use another library (--library NAME)");
    }
    return taken == version ? State.CURRENT : State.OLDER;
  }

  /** Takes the steps that are missing, all in one transaction. */
  void migrate(Session session) throws SQLException {
    int taken = (int) pragma(session, "user_version");
    session.connection().setAutoCommit(false);
    try (Statement statement = session.connection().createStatement()) {
      for (int step = taken + 1; step <= version; step++) {
        for (String sql : statements(step)) {
          statement.execute(sql);
        }
      }
      statement.execute("PRAGMA user_version = " + version);
      statement.execute("PRAGMA application_id = " + applicationId);
      session.connection().commit();
    } catch (SQLException e) {
      session.connection().rollback();
      throw e;
    } finally {
      session.connection().setAutoCommit(true);
    }
  }

  private String[] statements(int step) {
    String resource = String.format(Locale.ROOT, "%s/%03d.sql", name, step);
    try (InputStream in = Schema.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + resource);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replaceAll("--[^\n]*", "").strip().split(";\\s*");
    } catch (IOException e) {
      throw new IllegalStateException("cannot read resource " + resource, e);
    }
  }

  private static long pragma(Session session, String name) throws SQLException {
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA " + name)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}

package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;

/** What several of the library's parts read and write alike. */
final class Rows {
  private Rows() {}

  /** A stamp from six columns: size, mtime, ctime, device, inode, etag. */
  static FileStamp stamp(ResultSet row, int first) throws SQLException {
    return new FileStamp(
        row.getLong(first),
        row.getLong(first + 1),
        row.getLong(first + 2),
        row.getLong(first + 3),
        row.getLong(first + 4),
        row.getString(first + 5));
  }

  /** A path from two columns: its directory's path, its name. */
  static OriginPath path(ResultSet row, int first) throws SQLException {
    return OriginPath.of(row.getBytes(first)).resolve(row.getBytes(first + 1));
  }

  /** Tells the search index, in the transaction of the change, that a track is not what it was. */
  static void trackChanged(Transaction transaction, long track)
      throws SQLException, CatalogueException {
    transaction
        .session()
        .update(
            "INSERT INTO outbox (sequence, track) VALUES (?, ?)",
            transaction.nextId(IdKind.CHANGE),
            track);
  }

  static long setting(Session session, String name) throws SQLException {
    return session.number(0, "SELECT CAST(value AS INTEGER) FROM settings WHERE name = ?", name);
  }

  /** A setting that is text; empty if it is not set. */
  static String textSetting(Session session, String name) throws SQLException {
    try (ResultSet row = session.query("SELECT value FROM settings WHERE name = ?", name)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  static void setSetting(Session session, String name, long value) throws SQLException {
    setSetting(session, name, Long.toString(value));
  }

  static void setSetting(Session session, String name, String value) throws SQLException {
    session.update(
        "INSERT INTO settings (name, value) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value);
  }
}

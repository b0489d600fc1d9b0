package org.musicfs.index.library;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.tree.View;

/** Figures and messages for a person. Each costs the same however large the library is. */
public final class LibraryStatus {

  private final Catalogue catalogue;

  LibraryStatus(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Running totals.
   *
   * @param tracks listed
   * @param albums directories that hold tracks
   * @param bytes sum of the tracks' sizes
   * @param unreadable tracks whose file could not be read properly
   */
  public record Totals(long tracks, long albums, long bytes, long unreadable) {}

  /**
   * One origin.
   *
   * @param tracks it holds
   * @param lastSyncMillis end of its last complete sync; 0 if there was none
   * @param lastMessage why its last sync was not complete, or what it held back; else empty
   */
  public record OriginState(
      OriginSpec origin, long tracks, long lastSyncMillis, String lastMessage) {}

  public Totals totals() throws CatalogueException {
    return catalogue.read(
        session -> {
          long unreadable = session.number(0, "SELECT sum(problems) FROM origins");
          try (ResultSet row =
              session.query("SELECT files, albums, bytes FROM views WHERE id = ?", View.MAIN)) {
            return row.next()
                ? new Totals(row.getLong(1), row.getLong(2), row.getLong(3), unreadable)
                : new Totals(0, 0, 0, unreadable);
          }
        });
  }

  /** Files that could not be read properly, newest first, by their original's place. */
  public List<DaemonStatus.Unreadable> unreadable(int limit) throws CatalogueException {
    return catalogue.read(
        session -> {
          List<DaemonStatus.Unreadable> files = new ArrayList<>();
          try (ResultSet rows =
              session.query(
                  "SELECT o.location, d.path, l.name, t.problem FROM tracks t"
                      + " JOIN locations l ON l.id = t.location"
                      + " JOIN directories d ON d.id = l.directory"
                      + " JOIN origins o ON o.id = d.origin"
                      + " WHERE t.problem IS NOT NULL ORDER BY t.version DESC LIMIT ?",
                  limit)) {
            while (rows.next()) {
              String path = OriginSpec.display(rows.getString(1)) + "/" + Rows.path(rows, 2);
              files.add(new DaemonStatus.Unreadable(path, rows.getString(4)));
            }
          }
          return files;
        });
  }

  public List<OriginState> origins() throws CatalogueException {
    return catalogue.read(
        session -> {
          List<OriginState> origins = new ArrayList<>();
          try (ResultSet rows =
              session.query(
                  "SELECT id, type, location, cache, tracks, last_sync_ms, last_message FROM origins ORDER BY id")) {
            while (rows.next()) {
              origins.add(
                  new OriginState(
                      new OriginSpec(
                          new OriginId(rows.getInt(1)),
                          rows.getString(2),
                          rows.getString(3),
                          CachePolicy.valueOf(rows.getString(4).toUpperCase(Locale.ROOT))),
                      rows.getLong(5),
                      rows.getLong(6),
                      rows.getString(7)));
            }
          }
          return origins;
        });
  }

  /** What a person should know, newest first. */
  public List<String> notices(int limit) throws CatalogueException {
    return catalogue.read(
        session -> {
          List<String> notices = new ArrayList<>();
          try (ResultSet rows =
              session.query("SELECT text FROM notices ORDER BY id DESC LIMIT ?", limit)) {
            while (rows.next()) {
              notices.add(rows.getString(1));
            }
          }
          return notices;
        });
  }
}

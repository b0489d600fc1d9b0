package org.musicfs.index.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.CatalogueReader;
import org.musicfs.index.catalogue.LocationKind;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.TagsCodec;
import org.musicfs.index.tree.Suffix;
import org.musicfs.index.tree.View;

/** Answers reports from a catalogue alone, sorted by place. One thread. */
public final class Reports {
  private static final List<TagField> WANTED =
      List.of(TagField.TITLE, TagField.ARTIST, TagField.ALBUM);

  private static final String FILE =
      " JOIN directories d ON d.id = l.directory JOIN origins o ON o.id = d.origin";
  private static final String UNREADABLE =
      "SELECT o.location, d.path, l.name, t.problem FROM tracks t"
          + " JOIN locations l ON l.id = t.location"
          + FILE
          + " WHERE t.problem IS NOT NULL";
  private static final String SKIPPED =
      "SELECT o.location, d.path, l.name, l.kind, l.reason FROM locations l"
          + " LEFT JOIN nodes n ON n.companion = l.id AND n.view = "
          + View.MAIN
          + FILE
          + " WHERE l.kind <> ? AND n.id IS NULL"
          + " AND NOT EXISTS (SELECT 1 FROM splits WHERE sheet = l.id AND reason IS NULL)";
  private static final String UNFOLLOWED =
      "SELECT o.location, d.path, l.name, s.reason FROM splits s"
          + " JOIN locations l ON l.id = s.sheet"
          + FILE
          + " WHERE s.reason IS NOT NULL";
  private static final String UNMATCHED =
      "SELECT o.location, d.path, l.name, x.unmatched FROM texts x"
          + " JOIN locations l ON l.id = x.location"
          + FILE
          + " WHERE x.unmatched > 0";
  private static final String TAGS =
      "SELECT o.location, d.path, l.name, coalesce(t.effective, t.tags) FROM tracks t"
          + " JOIN locations l ON l.id = t.location"
          + FILE
          + " WHERE t.split = 0";
  private static final String SUFFIXED =
      "SELECT o.location, d.path, l.name, d.origin, n.parent, n.name FROM nodes n"
          + " LEFT JOIN tracks t ON t.id = n.track"
          + " JOIN locations l ON l.id = coalesce(t.location, n.companion)"
          + FILE
          + " WHERE n.view = ? AND n.name LIKE '% [%'";
  private static final String ALBUMS =
      "SELECT n.parent, count(*), sum(n.size), sum(t.duration_ms),"
          + " EXISTS (SELECT 1 FROM nodes c WHERE c.parent = n.parent AND c.track IS NULL AND c.version <> 0"
          + " AND c.name LIKE 'cover.%')"
          + " FROM nodes n JOIN tracks t ON t.id = n.track WHERE n.view = ? GROUP BY n.parent";
  private static final String NODE = "SELECT parent, name FROM nodes WHERE id = ?";

  private final CatalogueReader catalogue;
  private final Map<Long, String> directories = new HashMap<>();

  public Reports(CatalogueReader catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * The rows of a report, each with a value for every column.
   *
   * @throws CatalogueException if the catalogue cannot be read
   * @throws IllegalArgumentException for {@code DUPLICATES}, which {@link Duplicates} answers
   */
  public List<List<Object>> rows(Report report) throws CatalogueException {
    List<List<Object>> rows = new ArrayList<>();
    catalogue.read(
        session -> {
          switch (report) {
            case UNREADABLE -> unreadable(session, rows);
            case SKIPPED -> skipped(session, rows);
            case MISSING_TAGS -> missingTags(session, rows);
            case COLLISIONS -> collisions(session, rows);
            case ALBUMS -> albums(session, rows);
            case DUPLICATES -> throw new IllegalArgumentException(report.key());
          }
        });
    rows.sort(Comparator.comparing(row -> row.getFirst().toString()));
    return rows;
  }

  /** Three columns: the origin's location, the directory's path, the name. */
  private static String file(ResultSet row) throws SQLException {
    return OriginSpec.display(row.getString(1)) + "/" + path(row);
  }

  private static OriginPath path(ResultSet row) throws SQLException {
    return OriginPath.of(row.getBytes(2)).resolve(row.getBytes(3));
  }

  private static void unreadable(Session session, List<List<Object>> rows) throws SQLException {
    try (ResultSet row = session.query(UNREADABLE)) {
      while (row.next()) {
        rows.add(List.of(file(row), row.getString(4)));
      }
    }
  }

  private static void skipped(Session session, List<List<Object>> rows)
      throws SQLException, CatalogueException {
    try (ResultSet row = session.query(SKIPPED, LocationKind.TRACK.number())) {
      while (row.next()) {
        String reason =
            switch (LocationKind.of(row.getInt(4))) {
              case COMPANION ->
                  "its directory belongs to no single album, or its kind is not listed";
              case TRACK, NO_MUSIC -> row.getString(5);
            };
        rows.add(List.of(file(row), reason));
      }
    }
    try (ResultSet row = session.query(UNMATCHED)) {
      while (row.next()) {
        rows.add(
            List.of(file(row), "names that are of no track of the library: " + row.getLong(4)));
      }
    }
    try (ResultSet row = session.query(UNFOLLOWED)) {
      while (row.next()) {
        rows.add(List.of(file(row), "listed as it is: " + row.getString(4)));
      }
    }
  }

  private static void missingTags(Session session, List<List<Object>> rows)
      throws SQLException, CatalogueException {
    try (ResultSet row = session.query(TAGS)) {
      while (row.next()) {
        Tags tags = TagsCodec.decode(row.getBytes(4));
        String missing =
            WANTED.stream()
                .filter(field -> tags.first(field).filter(text -> !text.isBlank()).isEmpty())
                .map(TagField::key)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
          rows.add(List.of(file(row), missing));
        }
      }
    }
  }

  private void collisions(Session session, List<List<Object>> rows)
      throws SQLException, CatalogueException {
    try (ResultSet row = session.query(SUFFIXED, View.MAIN)) {
      while (row.next()) {
        String name = row.getString(6);
        if (Suffix.isIn(name, new OriginId(row.getInt(4)), path(row))) {
          rows.add(List.of(directory(session, row.getLong(5)) + name, file(row)));
        }
      }
    }
  }

  private void albums(Session session, List<List<Object>> rows)
      throws SQLException, CatalogueException {
    try (ResultSet row = session.query(ALBUMS, View.MAIN)) {
      while (row.next()) {
        String path = directory(session, row.getLong(1));
        rows.add(
            List.of(
                path.isEmpty() ? "." : path.substring(0, path.length() - 1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getInt(5) != 0));
      }
    }
  }

  /** The path of a directory of the tree with a slash behind it; empty for the root. */
  private String directory(Session session, long id) throws SQLException, CatalogueException {
    String known = directories.get(id);
    if (known != null) {
      return known;
    }
    long parent;
    String name;
    try (ResultSet row = session.query(NODE, id)) {
      if (!row.next()) {
        throw new CatalogueException("directory " + id + " is gone; ask again", null);
      }
      parent = row.getLong(1);
      name = row.getString(2);
    }
    String path = parent == 0 ? "" : directory(session, parent) + name + "/";
    directories.put(id, path);
    return path;
  }
}

package org.musicfs.index.tree;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musicfs.index.tree.Directories.Directory;

/**
 * The nodes of one kind of files in a view. Whatever is written is also told to those who know the
 * name. Counts nothing: what stands in a directory is its owner's to say. Confined to one
 * transaction.
 */
final class FileNodes {
  /** What a file stands for; each kind has a column of its own. */
  enum Kind {
    TRACK("track"),
    COMPANION("companion"),
    /** The track that a picture is in. */
    COVER("cover_of");

    private final String column;

    Kind(String column) {
      this.column = column;
    }
  }

  /** What is shown of a file. */
  record Shown(long version, long sizeBytes, long mtimeNanos) {}

  /**
   * A node as it stands.
   *
   * @param value of the field that the view lists its tracks under; empty where there is none
   */
  record Standing(long id, long parent, String name, String value, long version, long sizeBytes) {}

  private final Directories directories;
  private final String standing;
  private final String insert;

  FileNodes(Directories directories, Kind kind) {
    this.directories = directories;
    this.standing =
        "SELECT id, parent, name, value, version, size FROM nodes WHERE "
            + kind.column
            + " = ? AND view = ?";
    this.insert =
        "INSERT INTO nodes (id, view, parent, name, name_key, mtime_ns, version, size, value, "
            + kind.column
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (parent, name_key) DO NOTHING";
  }

  /**
   * Where a file stands in the view: once, or once for each value.
   *
   * @param of the track or location
   */
  List<Standing> standing(long of) throws SQLException {
    List<Standing> found = new ArrayList<>(1);
    try (ResultSet rows = directories.session().query(standing, of, directories.view().id())) {
      while (rows.next()) {
        found.add(
            new Standing(
                rows.getLong(1),
                rows.getLong(2),
                rows.getString(3),
                rows.getString(4),
                rows.getLong(5),
                rows.getLong(6)));
      }
    }
    return found;
  }

  /** Makes a node; false if the name is taken. */
  boolean insert(long id, Directory directory, String name, String value, long of, Shown shown)
      throws SQLException {
    return write(
        directory.id,
        name,
        insert,
        id,
        directories.view().id(),
        directory.id,
        name,
        NameKey.of(name),
        shown.mtimeNanos(),
        shown.version(),
        shown.sizeBytes(),
        value,
        of);
  }

  /** Gives a node another place; false if the name there is taken. */
  boolean move(long id, Directory directory, String name, Shown shown) throws SQLException {
    return write(
        directory.id,
        name,
        "UPDATE OR IGNORE nodes SET parent = ?, name = ?, name_key = ?, mtime_ns = ?,"
            + " version = ?, size = ? WHERE id = ?",
        directory.id,
        name,
        NameKey.of(name),
        shown.mtimeNanos(),
        shown.version(),
        shown.sizeBytes(),
        id);
  }

  /** Shows another state of the file at the same place. */
  void show(Standing standing, Shown shown) throws SQLException {
    write(
        standing.parent(),
        standing.name(),
        "UPDATE nodes SET version = ?, size = ?, mtime_ns = ? WHERE id = ?",
        shown.version(),
        shown.sizeBytes(),
        shown.mtimeNanos(),
        standing.id());
  }

  /** Frees the name, keeping the node under one that no look-up can ask for. */
  void park(Standing standing) throws SQLException {
    write(
        standing.parent(),
        standing.name(),
        "UPDATE nodes SET parent = 0, name_key = ? WHERE id = ?",
        standing.id(),
        standing.id());
  }

  void delete(Standing standing) throws SQLException {
    write(standing.parent(), standing.name(), "DELETE FROM nodes WHERE id = ?", standing.id());
  }

  /** Writes one node, if the statement finds it and room for it, and tells who knows the name. */
  @CanIgnoreReturnValue
  private boolean write(long directory, String name, String sql, @Nullable Object... values)
      throws SQLException {
    boolean written = directories.session().update(sql, values) == 1;
    if (written) {
      directories.transaction().changes().entry(directory, name);
      Thumbnails.fileChanged(
          directories.transaction(), directory, name, directories.nowNanos() / 1_000_000);
    }
    return written;
  }
}

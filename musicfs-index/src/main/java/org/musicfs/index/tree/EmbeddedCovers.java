package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.audio.ImageType;
import org.musicfs.core.cut.Cut;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.tree.Directories.Directory;
import org.musicfs.index.tree.FileNodes.Shown;
import org.musicfs.index.tree.FileNodes.Standing;

/**
 * Shows the front cover inside the tracks of an album as {@code cover.jpg}, or with the extension
 * of what it is, where no file beside the tracks is one. The file is a part of the track's version,
 * so it costs no more than a row. The track it is taken from stays the same while it stands there
 * and has one. Confined to one transaction.
 */
final class EmbeddedCovers {
  /** Of all covers, wherever they come from. */
  static final String STEM = "cover.";

  /** A directory with more tracks is no album, and not looked through for each that changes. */
  private static final int MOST_TRACKS = 1_000;

  private static final String SOURCE =
      "SELECT n.track, v.id, v.mtime_ns, v.location, v.cover_type, v.cover_offset,"
          + " v.cover_length, v.cover_cut FROM nodes n JOIN versions s ON s.id = n.version"
          + " JOIN versions v ON v.id = coalesce(s.base, s.id)"
          + " WHERE n.parent = ? AND v.cover_length IS NOT NULL AND n.track ";

  private final boolean wanted;
  private final Directories directories;
  private final FileNodes nodes;
  private final Set<Long> changed = new LinkedHashSet<>();

  /** A cover as it stands: the track and the version of it that it is a part of. */
  private record Cover(Standing node, long track, long base) {}

  /** A picture in a track. */
  private record Source(
      long track,
      long version,
      long mtimeNanos,
      long location,
      ImageType type,
      long offset,
      long length,
      Optional<Cut> cut) {
    String name() {
      return STEM + type.extension();
    }
  }

  EmbeddedCovers(Set<CompanionKind> kinds, Directories directories) {
    this.wanted = kinds.contains(CompanionKind.EMBEDDED_COVER);
    this.directories = directories;
    this.nodes = new FileNodes(directories, FileNodes.Kind.COVER);
  }

  private Session session() {
    return directories.session();
  }

  /** Tracks or companions of this directory of the tree are not what they were. */
  void changed(long directory) {
    changed.add(directory);
  }

  /** Frees the name for a file that is the cover. */
  void giveWay(long directory) throws SQLException, CatalogueException {
    Cover cover = standing(directory);
    if (cover != null) {
      remove(directories.get(directory), cover);
    }
  }

  /** Gives the changed directories their covers. To be called when all else stands. */
  void settle() throws SQLException, CatalogueException {
    for (long directory : changed) {
      settle(directories.get(directory));
    }
    changed.clear();
  }

  private void settle(Directory directory) throws SQLException, CatalogueException {
    Cover cover = standing(directory.id);
    Source source = mayHaveOne(directory) ? source(directory, cover) : null;
    if (source != null && cover != null && cover.node.name().equals(source.name())) {
      if (cover.base != source.version) {
        nodes.show(cover.node, shown(source));
        session()
            .update("UPDATE nodes SET cover_of = ? WHERE id = ?", source.track, cover.node.id());
      }
      return;
    }
    if (cover != null) {
      remove(directory, cover);
    }
    if (source != null) {
      insert(directory, source);
    }
  }

  private boolean mayHaveOne(Directory directory) throws SQLException {
    return wanted
        && !directory.isRoot()
        && directory.tracks() > 0
        && directory.tracks() <= MOST_TRACKS
        && session()
                .number(
                    0,
                    "SELECT count(*) FROM nodes WHERE parent = ? AND companion IS NOT NULL"
                        + " AND name LIKE ?",
                    directory.id,
                    STEM + "%")
            == 0;
  }

  private @Nullable Cover standing(long directory) throws SQLException {
    try (ResultSet row =
        session()
            .query(
                "SELECT n.id, n.name, n.version, n.size, n.cover_of, v.base FROM nodes n"
                    + " JOIN versions v ON v.id = n.version"
                    + " WHERE n.parent = ? AND n.cover_of IS NOT NULL",
                directory)) {
      return row.next()
          ? new Cover(
              new Standing(
                  row.getLong(1), directory, row.getString(2), "", row.getLong(3), row.getLong(4)),
              row.getLong(5),
              row.getLong(6))
          : null;
    }
  }

  private @Nullable Source source(Directory directory, @Nullable Cover cover)
      throws SQLException, CatalogueException {
    if (cover != null) {
      try (ResultSet row = session().query(SOURCE + "= ?", directory.id, cover.track)) {
        if (row.next()) {
          return source(row);
        }
      }
    }
    try (ResultSet row =
        session().query(SOURCE + "IS NOT NULL ORDER BY n.name LIMIT 1", directory.id)) {
      return row.next() ? source(row) : null;
    }
  }

  private static Source source(ResultSet row) throws SQLException, CatalogueException {
    byte @Nullable [] cut = row.getBytes(8);
    return new Source(
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        ImageType.valueOf(row.getString(5)),
        row.getLong(6),
        row.getLong(7),
        cut == null ? Optional.empty() : Optional.of(DerivedVersions.cut(cut)));
  }

  private void remove(Directory directory, Cover cover) throws SQLException {
    nodes.delete(cover.node);
    directories.companionsChanged(directory);
  }

  private void insert(Directory directory, Source source) throws SQLException, CatalogueException {
    long id = directories.transaction().nextId(IdKind.NODE);
    if (nodes.insert(id, directory, source.name(), "", source.track, shown(source))) {
      directories.companionsChanged(directory);
    }
  }

  private Shown shown(Source source) throws SQLException, CatalogueException {
    return new Shown(version(source), source.length, source.mtimeNanos);
  }

  /** A version of its own, which is the part of the track's. */
  private long version(Source source) throws SQLException, CatalogueException {
    if (source.cut.isPresent()) {
      return DerivedVersions.excerpt(
          directories.transaction(),
          source.location,
          source.mtimeNanos,
          source.version,
          source.cut.get());
    }
    return DerivedVersions.part(
        directories.transaction(),
        source.location,
        source.length,
        source.mtimeNanos,
        source.version,
        source.offset);
  }
}

package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.tree.Node;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;

/**
 * Small versions of covers: in a directory that lists a cover each {@link ThumbnailSize} can be
 * looked up by its name, and is in no listing. One is made when it is asked for first and stays,
 * with its bytes, until a file under a cover's name comes, changes or goes in its directory.
 *
 * <p>A row of the nodes whose parent is the directory's id with a minus sign: what selects by
 * parent never meets it, and the names in one directory are still unique. Stateless.
 */
public final class Thumbnails {
  /** Names of covers, the one that counts first, should there be several. */
  private static final List<String> COVERS =
      List.of("cover.jpg", "cover.png", "cover.gif", "cover.bmp", "cover.webp");

  private static final String FIND =
      "SELECT " + NodeRow.COLUMNS + " FROM nodes WHERE parent = ? AND name_key = ?";

  private static final String COVER =
      "SELECT n.name, n.version, n.size, d.origin FROM nodes n"
          + " LEFT JOIN tracks t ON t.id = n.cover_of"
          + " JOIN locations l ON l.id = coalesce(n.companion, t.location)"
          + " JOIN directories d ON d.id = l.directory WHERE n.parent = ? AND n.name_key IN ("
          + COVERS.stream()
              .map(name -> Long.toString(NameKey.of(name)))
              .collect(Collectors.joining(", "))
          + ")";

  private Thumbnails() {}

  /**
   * The picture that stands for a directory, whatever its bytes are.
   *
   * @param version whose bytes it is
   * @param origin where they come from
   */
  public record Cover(long version, long sizeBytes, OriginId origin) {}

  /** The one that was made; empty if there is none. */
  static Optional<Node> find(Session session, long directory, ThumbnailSize size)
      throws SQLException {
    try (ResultSet row = session.query(FIND, -directory, NameKey.of(size.fileName()))) {
      return row.next() ? Optional.of(NodeRow.child(directory, row)) : Optional.empty();
    }
  }

  /** The cover that a directory lists; empty if it lists none. */
  static Optional<Cover> cover(Session session, long directory) throws SQLException {
    int best = COVERS.size();
    Optional<Cover> cover = Optional.empty();
    try (ResultSet rows = session.query(COVER, directory)) {
      while (rows.next()) {
        int rank = COVERS.indexOf(rows.getString(1)); // -1: the same but for its case
        if (rank >= 0 && rank < best) {
          best = rank;
          cover =
              Optional.of(
                  new Cover(rows.getLong(2), rows.getLong(3), new OriginId(rows.getInt(4))));
        }
      }
    }
    return cover;
  }

  /**
   * Puts one where it can be looked up. Tells nobody: who asked before it was there was not to
   * remember that ({@code FileTree.mayAppear}).
   *
   * @param cover that it was made from
   * @param jpeg its bytes
   * @param nowNanos since the epoch
   * @return whether there is one now; not if the directory has another cover meanwhile
   */
  public static boolean add(
      Transaction transaction,
      long directory,
      ThumbnailSize size,
      Cover cover,
      byte[] jpeg,
      long nowNanos)
      throws SQLException, CatalogueException {
    Session session = transaction.session();
    if (!cover(session, directory).filter(now -> now.version == cover.version).isPresent()) {
      return false;
    }
    if (find(session, directory, size).isPresent()) {
      return true;
    }
    long version = DerivedVersions.made(transaction, 0, nowNanos, jpeg);
    session.update(
        "INSERT INTO nodes (id, view, parent, name, name_key, mtime_ns, version, size,"
            + " thumbnail_of) SELECT ?, view, -id, ?, ?, ?, ?, ?, ? FROM nodes WHERE id = ?",
        transaction.nextId(IdKind.NODE),
        size.fileName(),
        NameKey.of(size.fileName()),
        nowNanos,
        version,
        jpeg.length,
        cover.version,
        directory);
    return true;
  }

  /**
   * A file came, changed or went under this name: if that is a cover's, what was made of the one
   * before is not found any more. Who has it open can read it for a day.
   */
  static void fileChanged(Transaction transaction, long directory, String name, long nowMillis)
      throws SQLException {
    if (!COVERS.contains(name)) {
      return;
    }
    Session session = transaction.session();
    int made =
        session.update(
            "INSERT OR REPLACE INTO retired (version, origin, path, retired_ms)"
                + " SELECT version, 0, x'', ? FROM nodes WHERE parent = ?",
            nowMillis,
            -directory);
    if (made > 0) {
      session.update("DELETE FROM nodes WHERE parent = ?", -directory);
      Arrays.stream(ThumbnailSize.values())
          .forEach(size -> transaction.changes().entry(directory, size.fileName()));
    }
  }

  /** Forgets those among some nodes of a view that nobody can look up. */
  static void forget(Session session, int view, long afterId, long lastId) throws SQLException {
    session.update(
        "DELETE FROM versions WHERE id IN (SELECT version FROM nodes"
            + " WHERE id > ? AND id <= ? AND view = ? AND thumbnail_of IS NOT NULL)",
        afterId,
        lastId,
        view);
  }
}

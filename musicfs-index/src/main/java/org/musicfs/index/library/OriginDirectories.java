package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.IdKind;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;

/**
 * The rows of origins' directories, as the writer uses them. A directory gets its row, and its
 * parents theirs, with the first file found in it or when it is listed. Used by one transaction at
 * a time; keeps some ids between them.
 */
final class OriginDirectories {
  private static final int KEPT = 8_192;

  private final Map<Place, Long> ids = new HashMap<>();
  private long discarded = -1;

  private record Place(OriginId origin, OriginPath path) {}

  void begin(Transaction transaction) {
    if (discarded != transaction.discarded() || ids.size() > KEPT) {
      ids.clear();
      discarded = transaction.discarded();
    }
  }

  /** The row of this directory, made if there is none. */
  long ensure(Transaction transaction, OriginId origin, OriginPath path)
      throws SQLException, CatalogueException {
    Place place = new Place(origin, path);
    Long known = ids.get(place);
    if (known != null) {
      return known;
    }
    Session session = transaction.session();
    long id =
        session.number(
            0,
            "SELECT id FROM directories WHERE origin = ? AND path = ?",
            origin.value(),
            path.toBytes());
    if (id == 0) {
      long parent = path.isRoot() ? 0 : ensure(transaction, origin, path.parent());
      id = transaction.nextId(IdKind.DIRECTORY);
      session.update(
          "INSERT INTO directories (id, origin, parent, path) VALUES (?, ?, ?, ?)",
          id,
          origin.value(),
          parent,
          path.toBytes());
    }
    ids.put(place, id);
    return id;
  }

  /** This directory and all below it, parents first. */
  static List<Long> subtree(Session session, long id) throws SQLException {
    List<Long> all = new ArrayList<>();
    all.add(id);
    for (int i = 0; i < all.size(); i++) {
      try (ResultSet rows =
          session.query("SELECT id FROM directories WHERE parent = ?", all.get(i))) {
        while (rows.next()) {
          all.add(rows.getLong(1));
        }
      }
    }
    return all;
  }

  void delete(Session session, long id) throws SQLException {
    session.update("DELETE FROM directories WHERE id = ?", id);
    ids.values().remove(id);
  }
}

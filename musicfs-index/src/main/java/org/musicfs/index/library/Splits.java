package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;
import org.musicfs.index.tree.DerivedVersions;
import org.musicfs.index.tree.PlacementBatch;

/**
 * Takes albums that were cut to tracks back to what they are, when the file or the sheet is not
 * what it was. Confined to one transaction.
 */
final class Splits {
  private final Transaction transaction;
  private final PlacementBatch tree;
  private final long nowMillis;
  private final Set<Long> joined = new LinkedHashSet<>();

  Splits(Transaction transaction, PlacementBatch tree, long nowMillis) {
    this.transaction = transaction;
    this.tree = tree;
    this.nowMillis = nowMillis;
  }

  private Session session() {
    return transaction.session();
  }

  /** The file of this track is another, or will be gone. */
  void joinTrack(long track) throws SQLException, CatalogueException {
    if (session().number(0, "SELECT count(*) FROM splits WHERE track = ?", track) == 0) {
      return;
    }
    session().update("DELETE FROM splits WHERE track = ?", track);
    Map<Long, Long> parts = new LinkedHashMap<>();
    try (ResultSet rows =
        session()
            .query(
                "SELECT id, version FROM tracks WHERE part > 0"
                    + " AND location = (SELECT location FROM tracks WHERE id = ?)",
                track)) {
      while (rows.next()) {
        parts.put(rows.getLong(1), rows.getLong(2));
      }
    }
    for (Map.Entry<Long, Long> part : parts.entrySet()) {
      session().update("DELETE FROM tracks WHERE id = ?", part.getKey());
      DerivedVersions.retire(session(), part.getValue(), nowMillis);
      tree.remove(part.getKey());
      Rows.trackChanged(transaction, part.getKey());
    }
    session().update("UPDATE tracks SET split = 0 WHERE id = ?", track);
    joined.add(track);
  }

  /** This cue sheet is another, or will be gone. */
  void joinSheet(long location) throws SQLException, CatalogueException {
    long track = session().number(0, "SELECT track FROM splits WHERE sheet = ?", location);
    if (track != 0) {
      joinTrack(track);
    }
    session().update("DELETE FROM splits WHERE sheet = ?", location);
  }

  /**
   * Lists the files again whose parts were. To be called when all else is placed.
   *
   * @param placed tracks that are placed already
   */
  void finish(Set<Long> placed) throws SQLException, CatalogueException {
    List<Long> left = new ArrayList<>(joined);
    left.removeAll(placed);
    for (long track : left) {
      var there = TrackRows.placed(session(), track);
      if (there.isPresent()) {
        tree.place(there.get());
      }
    }
    joined.clear();
  }
}

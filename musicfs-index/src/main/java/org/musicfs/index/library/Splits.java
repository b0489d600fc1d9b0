package org.musicfs.index.library;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
    for (KeptParts.Part part : KeptParts.of(session(), track)) {
      KeptParts.put(session(), track, part, nowMillis);
      tree.keepNodes(part.track());
      session().update("DELETE FROM tracks WHERE id = ?", part.track());
      DerivedVersions.retire(session(), part.version(), nowMillis);
      tree.remove(part.track());
      Rows.trackChanged(transaction, part.track());
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
        tree.forgetKept(track);
      }
    }
    joined.clear();
  }
}

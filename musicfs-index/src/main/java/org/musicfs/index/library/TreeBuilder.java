package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;
import org.musicfs.index.tree.PlacedTrack;
import org.musicfs.index.tree.Placement;
import org.musicfs.index.tree.PlacementBatch;

/**
 * Brings every track to where the configured template and name rules want it, when they are not
 * those the tree was made with. Works through the tracks in order of id, a transaction per batch
 * that also remembers how far it came, so a restart goes on where it was. Tracks keep their nodes.
 * Meanwhile the tree is partly old and partly new, and whole: every track is listed once.
 */
public final class TreeBuilder {
  /** Half a batch of sync: what waits for the writer waits some 50 ms. */
  private static final int BATCH = 500;

  private final Catalogue catalogue;
  private final Placement placement;

  TreeBuilder(Catalogue catalogue, Placement placement) {
    this.catalogue = catalogue;
    this.placement = placement;
  }

  /** A tree without tracks follows any rules. */
  void adoptRulesIfEmpty() throws CatalogueException {
    boolean unset = catalogue.read(session -> inForce(session).isEmpty());
    if (unset) {
      catalogue.write(
          transaction ->
              transaction
                  .session()
                  .update(
                      "UPDATE views SET rules = ? WHERE id = ? AND rules = ''",
                      placement.rulesText(),
                      Placement.MAIN_VIEW));
    }
  }

  private static String inForce(Session session) throws SQLException {
    return String.valueOf(
        session.text("SELECT rules FROM views WHERE id = ?", Placement.MAIN_VIEW));
  }

  /** Whether the tree still follows other rules than those configured. */
  public boolean isNeeded() throws CatalogueException {
    return catalogue.read(session -> isNeeded(session));
  }

  private boolean isNeeded(Session session) throws SQLException {
    return !inForce(session).equals(placement.rulesText());
  }

  /**
   * Places all tracks anew, or goes on with it. Does nothing when it is not needed. Runs for about
   * a minute per million tracks; to be called on a thread of its own, after the mount answers.
   *
   * @param stop asked between batches; true ends it early, to be resumed by another call
   * @return whether all is in place
   */
  public boolean replaceAll(BooleanSupplier stop) throws CatalogueException {
    while (isNeeded()) {
      if (stop.getAsBoolean()) {
        return false;
      }
      catalogue.write(
          transaction -> {
            step(transaction);
            return true;
          });
    }
    return true;
  }

  private void step(Transaction transaction) throws SQLException, CatalogueException {
    Session session = transaction.session();
    long done = progress(session);
    List<PlacedTrack> tracks = new ArrayList<>(BATCH);
    try (ResultSet rows = TrackRows.placedAfter(session, done, BATCH)) {
      while (rows.next()) {
        tracks.add(TrackRows.placed(rows));
      }
    }
    PlacementBatch batch = placement.begin(transaction, latecomers(transaction));
    for (PlacedTrack track : tracks) {
      batch.place(track);
    }
    batch.finish();
    if (tracks.size() < BATCH) {
      session.update(
          "UPDATE views SET rules = ?, next_rules = '', next_track = 0 WHERE id = ?",
          placement.rulesText(),
          Placement.MAIN_VIEW);
    } else {
      session.update(
          "UPDATE views SET next_rules = ?, next_track = ? WHERE id = ?",
          placement.rulesText(),
          tracks.getLast().track(),
          Placement.MAIN_VIEW);
    }
  }

  /** The last track that stands where the configured rules want it. */
  private long progress(Session session) throws SQLException {
    return session.number(
        0,
        "SELECT next_track FROM views WHERE id = ? AND next_rules = ?",
        Placement.MAIN_VIEW,
        placement.rulesText());
  }

  /** Tracks whose turn has not come, while there are such. */
  Placement.Latecomers latecomers(Transaction transaction) throws SQLException {
    Session session = transaction.session();
    if (!isNeeded(session)) {
      return Placement.Latecomers.NONE;
    }
    long done = progress(session);
    return track -> track <= done ? null : TrackRows.placed(session, track).orElse(null);
  }
}

package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;
import org.musicfs.index.tree.PlacedTrack;
import org.musicfs.index.tree.Placement;
import org.musicfs.index.tree.PlacementBatch;
import org.musicfs.index.tree.View;
import org.musicfs.index.tree.ViewRemoval;

/**
 * Brings every track to where the rules of each view want it, when they are not those the view was
 * made with, and takes away views that are not configured any more. Works through the tracks in
 * order of id, a transaction per batch that also remembers how far it came, so a restart goes on
 * where it was. Tracks keep their nodes. Meanwhile a view is partly old and partly new, and whole:
 * every track that was in it before and is in it after is listed.
 */
public final class TreeBuilder {
  /** Half a batch of sync: what waits for the writer waits some 50 ms. */
  private static final int BATCH = 500;

  private static final int REMOVED_AT_ONCE = 10_000;

  private final Catalogue catalogue;
  private final Placement placement;

  TreeBuilder(Catalogue catalogue, Placement placement) {
    this.catalogue = catalogue;
    this.placement = placement;
  }

  /** Trees of a library without tracks follow any rules. */
  void adoptRulesIfEmpty() throws CatalogueException {
    boolean unset =
        catalogue.read(
            session ->
                session.number(0, "SELECT EXISTS (SELECT 1 FROM tracks)") == 0
                    && !outdated(session).isEmpty());
    if (unset) {
      catalogue.write(
          transaction -> {
            for (View view : outdated(transaction.session())) {
              done(transaction.session(), view);
            }
            return true;
          });
    }
  }

  private static void done(Session session, View view) throws SQLException {
    session.update(
        "UPDATE views SET rules = ?, next_rules = '', next_track = 0 WHERE id = ?",
        view.rules().text(),
        view.id());
  }

  /** The views that still follow other rules than those configured. */
  private List<View> outdated(Session session) throws SQLException {
    List<View> views = new ArrayList<>();
    for (View view : placement.views()) {
      String rules = session.text("SELECT rules FROM views WHERE id = ?", view.id());
      if (!view.rules().text().equals(rules)) {
        views.add(view);
      }
    }
    return views;
  }

  /** Whether a view still follows other rules than those configured, or should be gone. */
  public boolean isNeeded() throws CatalogueException {
    return catalogue.read(session -> !outdated(session).isEmpty() || unwanted(session) != 0);
  }

  /** A view that is not configured any more; 0 if there is none. */
  private int unwanted(Session session) throws SQLException {
    List<Integer> wanted = placement.views().stream().map(View::id).toList();
    try (ResultSet rows = session.query("SELECT id FROM views")) {
      while (rows.next()) {
        if (!wanted.contains(rows.getInt(1))) {
          return rows.getInt(1);
        }
      }
    }
    return 0;
  }

  /**
   * Places all tracks anew, or goes on with it. Does nothing when it is not needed. Runs for about
   * a minute per million tracks and view; to be called on a thread of its own, after the mount
   * answers.
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
    List<View> outdated = outdated(transaction.session());
    if (outdated.isEmpty()) {
      ViewRemoval.step(transaction, unwanted(transaction.session()), REMOVED_AT_ONCE);
    } else {
      step(transaction, outdated.getFirst());
    }
  }

  private void step(Transaction transaction, View view) throws SQLException, CatalogueException {
    Session session = transaction.session();
    long done = progress(session, view);
    List<PlacedTrack> tracks = new ArrayList<>(BATCH);
    try (ResultSet rows = TrackRows.placedAfter(session, done, BATCH)) {
      while (rows.next()) {
        tracks.add(TrackRows.placed(rows));
      }
    }
    PlacementBatch batch = placement.begin(transaction, latecomers(transaction), List.of(view));
    for (PlacedTrack track : tracks) {
      batch.place(track);
    }
    batch.finish();
    if (tracks.size() < BATCH) {
      done(session, view);
    } else {
      session.update(
          "UPDATE views SET next_rules = ?, next_track = ? WHERE id = ?",
          view.rules().text(),
          tracks.getLast().track(),
          view.id());
    }
  }

  /** The last track that stands where the configured rules want it. */
  private static long progress(Session session, View view) throws SQLException {
    return session.number(
        0,
        "SELECT next_track FROM views WHERE id = ? AND next_rules = ?",
        view.id(),
        view.rules().text());
  }

  /** Tracks whose turn has not come, while there are such. */
  Placement.Latecomers latecomers(Transaction transaction) throws SQLException {
    Session session = transaction.session();
    Map<Integer, Long> done = new HashMap<>();
    for (View view : outdated(session)) {
      done.put(view.id(), progress(session, view));
    }
    if (done.isEmpty()) {
      return Placement.Latecomers.NONE;
    }
    return (view, track) ->
        track <= done.getOrDefault(view.id(), Long.MAX_VALUE)
            ? null
            : TrackRows.placed(session, track).orElse(null);
  }
}

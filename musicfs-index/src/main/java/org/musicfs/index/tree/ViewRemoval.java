package org.musicfs.index.tree;

import java.sql.SQLException;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;

/** Takes away a view that is not wanted any more. Stateless. */
public final class ViewRemoval {
  private ViewRemoval() {}

  /**
   * Removes some of a view that nobody can look up: its nodes in order of id, then what it
   * remembered of albums, then itself.
   *
   * @param view not the main one
   * @param most nodes, of any view, to look at
   */
  public static void step(Transaction transaction, int view, int most) throws SQLException {
    Session session = transaction.session();
    long done = session.number(0, "SELECT next_track FROM views WHERE id = ?", view);
    long last =
        session.number(
            0,
            "SELECT max(id) FROM (SELECT id FROM nodes WHERE id > ? ORDER BY id LIMIT ?)",
            done,
            most);
    if (last > done) {
      Thumbnails.forget(session, view, done, last);
      session.update("DELETE FROM nodes WHERE id > ? AND id <= ? AND view = ?", done, last, view);
      session.update(
          "UPDATE views SET rules = '', next_rules = '', next_track = ? WHERE id = ?", last, view);
    } else {
      session.update(
          "DELETE FROM aunique_uses WHERE holder IN"
              + " (SELECT id FROM aunique_holders WHERE view = ?)",
          view);
      session.update("DELETE FROM aunique_holders WHERE view = ?", view);
      session.update("DELETE FROM views WHERE id = ?", view);
    }
  }
}

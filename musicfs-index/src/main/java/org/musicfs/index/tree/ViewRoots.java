package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;

/**
 * The root directories of the views beside the main one. Their numbers are above those that nodes
 * ever get, and follow from the view's number. A view that is shown stands as a directory in the
 * main view's root; any other has a place that no look-up can ask for. Stateless.
 */
public final class ViewRoots {
  /** Nodes are numbered in 32 bits; the counter would have to come this far. */
  private static final long BASE = 0xffff_f000L;

  private static final long MAIN_ROOT = 1;

  private ViewRoots() {}

  /** Makes the root of a view, not shown; returns its number. */
  public static long make(Session session, int view, String name) throws SQLException {
    long id = BASE + view;
    session.update(
        "INSERT INTO nodes (id, view, parent, name, name_key, mtime_ns)"
            + " VALUES (?, ?, 0, ?, ?, unixepoch() * 1000000000)",
        id,
        view,
        name,
        id);
    return id;
  }

  public static boolean isShown(Session session, long root) throws SQLException {
    return session.number(0, "SELECT parent FROM nodes WHERE id = ?", root) == MAIN_ROOT;
  }

  /** The roots that are shown. */
  public static List<Long> shown(Session session) throws SQLException {
    List<Long> roots = new ArrayList<>();
    try (ResultSet rows =
        session.query(
            "SELECT v.root FROM views v JOIN nodes n ON n.id = v.root"
                + " WHERE n.parent = ? AND v.id <> ?",
            MAIN_ROOT,
            View.MAIN)) {
      while (rows.next()) {
        roots.add(rows.getLong(1));
      }
    }
    return roots;
  }

  /**
   * Lists a root in that of the main view, under its name or, where that is taken, a longer one.
   */
  public static void show(Transaction transaction, long root, String name)
      throws SQLException, CatalogueException {
    Suffix suffix = Suffix.of("view " + name);
    if (!move(transaction, root, MAIN_ROOT, name, NameKey.of(name))) {
      for (int digits : Suffix.DIGITS) {
        String longer = name + suffix.text(digits);
        if (move(transaction, root, MAIN_ROOT, longer, NameKey.of(longer))) {
          return;
        }
      }
      throw new CatalogueException("no name left for view " + name, null);
    }
  }

  /** Takes a root out of that of the main view. */
  public static void hide(Transaction transaction, long root) throws SQLException {
    String name =
        String.valueOf(transaction.session().text("SELECT name FROM nodes WHERE id = ?", root));
    move(transaction, root, 0, name, root);
  }

  private static boolean move(
      Transaction transaction, long root, long parent, String name, long key) throws SQLException {
    boolean moved =
        transaction
                .session()
                .update(
                    "UPDATE OR IGNORE nodes SET parent = ?, name = ?, name_key = ? WHERE id = ?",
                    parent,
                    name,
                    key,
                    root)
            == 1;
    if (moved) {
      transaction
          .session()
          .update(
              "UPDATE nodes SET subdirectories = subdirectories + ?,"
                  + " mtime_ns = max(mtime_ns + 1, unixepoch() * 1000000000) WHERE id = ?",
              parent == MAIN_ROOT ? 1 : -1,
              MAIN_ROOT);
      transaction.changes().entry(MAIN_ROOT, name);
      transaction.changes().directory(MAIN_ROOT);
    }
    return moved;
  }
}

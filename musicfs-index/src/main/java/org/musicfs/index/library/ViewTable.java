package org.musicfs.index.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.Session;
import org.musicfs.index.catalogue.Transaction;
import org.musicfs.index.tree.View;
import org.musicfs.index.tree.ViewRoots;
import org.musicfs.index.tree.Views;

/**
 * The rows of the views. Makes those that are configured and not there yet; those that are not
 * configured any more stay, for {@link TreeBuilder} to take away.
 */
final class ViewTable {
  private final Views configured;

  /**
   * By name, as they were when the catalogue was opened first: a mount knows its root by number.
   */
  private final Map<String, Integer> known = new HashMap<>();

  ViewTable(Views configured) {
    this.configured = configured;
  }

  /** A row. */
  private record Row(int id, long root) {}

  /** The configured views, the main view first. */
  List<View> bring(Catalogue catalogue) throws CatalogueException {
    boolean all = catalogue.read(session -> isInStep(session));
    if (!all) {
      catalogue.write(
          transaction -> {
            make(transaction);
            return true;
          });
    }
    List<View> views = catalogue.read(this::read);
    views.forEach(view -> known.put(view.name(), view.id()));
    return views;
  }

  private boolean isInStep(Session session) throws SQLException {
    for (Views.Named view : configured.named()) {
      Row row = row(session, view.name());
      if (row == null || ViewRoots.isShown(session, row.root()) != view.showInRoot()) {
        return false;
      }
    }
    return ViewRoots.shown(session).size()
        <= configured.named().stream().filter(Views.Named::showInRoot).count();
  }

  private void make(Transaction transaction) throws SQLException, CatalogueException {
    Session session = transaction.session();
    for (long root : ViewRoots.shown(session)) {
      ViewRoots.hide(transaction, root);
    }
    for (Views.Named view : configured.named()) {
      Row row = row(session, view.name());
      if (row == null) {
        row = insert(session, view.name());
      }
      if (view.showInRoot()) {
        ViewRoots.show(transaction, row.root(), view.name());
      }
    }
  }

  private Row insert(Session session, String name) throws SQLException {
    int last = known.values().stream().mapToInt(id -> id).max().orElse(0);
    long next = Math.max(last, session.number(0, "SELECT max(id) FROM views")) + 1;
    int id = known.getOrDefault(name, Math.toIntExact(next));
    long root = ViewRoots.make(session, id, name);
    session.update(
        "INSERT INTO views (id, root, rules, directories, name) VALUES (?, ?, '', 1, ?)",
        id,
        root,
        name);
    return new Row(id, root);
  }

  private List<View> read(Session session) throws SQLException, CatalogueException {
    List<View> views = new ArrayList<>();
    Row main = row(session, "");
    if (main == null) {
      throw new CatalogueException("the catalogue has no main view", null);
    }
    views.add(new View(main.id(), main.root(), "", configured.main()));
    for (Views.Named view : configured.named()) {
      Row row = row(session, view.name());
      if (row == null) {
        throw new CatalogueException("the catalogue has no view " + view.name(), null);
      }
      views.add(new View(row.id(), row.root(), view.name(), view.rules()));
    }
    return views;
  }

  private static @Nullable Row row(Session session, String name) throws SQLException {
    try (ResultSet row = session.query("SELECT id, root FROM views WHERE name = ?", name)) {
      return row.next() ? new Row(row.getInt(1), row.getLong(2)) : null;
    }
  }
}

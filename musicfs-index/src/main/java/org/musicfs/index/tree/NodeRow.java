package org.musicfs.index.tree;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.musicfs.core.tree.Node;

/** Reads a node from a row that selects {@link #COLUMNS}. */
final class NodeRow {
  static final String COLUMNS =
      "id, parent, name, mtime_ns, version, size, subdirectories, track IS NULL";

  private NodeRow() {}

  static Node read(ResultSet row) throws SQLException {
    long id = row.getLong(1);
    long parent = row.getLong(2);
    if (parent == 0) {
      parent = id; // a root is its own parent
    }
    String name = row.getString(3);
    long mtimeNanos = row.getLong(4);
    return row.getInt(8) != 0
        ? new Node.Directory(id, parent, name, mtimeNanos, row.getInt(7))
        : new Node.File(id, parent, name, mtimeNanos, row.getLong(5), row.getLong(6));
  }
}

package org.musicfs.index.tree;

import java.sql.SQLException;
import org.musicfs.index.catalogue.Session;

/** What a transaction adds to the running totals of a view. */
final class ViewTotals {
  long files;
  long directories;
  long bytes;
  long albums;

  void write(Session session, int view) throws SQLException {
    if (files != 0 || directories != 0 || bytes != 0 || albums != 0) {
      session.update(
          "UPDATE views SET files = files + ?, directories = directories + ?, bytes = bytes + ?,"
              + " albums = albums + ? WHERE id = ?",
          files,
          directories,
          bytes,
          albums,
          view);
    }
  }
}

package org.musicfs.index.catalogue;

import java.util.List;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/**
 * When files came into the library, in the user state: nothing else could tell after the catalogue
 * was rebuilt. What the first sync of an origin finds was there when the origin was added; only
 * what comes later has a row. Times are milliseconds since the epoch. Thread-safe.
 */
public final class AddedDates {
  private final UserState user;

  /** False only when there is certainly none, which spares every new file a query. */
  private volatile boolean any;

  public AddedDates(UserState user) throws CatalogueException {
    this.user = user;
    this.any = user.run(s -> s.number(0, "SELECT EXISTS (SELECT 1 FROM added_dates)") != 0);
  }

  /** When an origin was added; 0 if it is unknown. */
  public long ofOrigin(OriginId origin) throws CatalogueException {
    return user.run(s -> s.number(0, "SELECT added_ms FROM origins WHERE id = ?", origin.value()));
  }

  /** When the file at this path was added; 0 if that is not remembered. */
  public long find(OriginId origin, OriginPath path) throws CatalogueException {
    if (!any) {
      return 0;
    }
    return user.run(
        s ->
            s.number(
                0,
                "SELECT added_ms FROM added_dates WHERE origin = ? AND path = ?",
                origin.value(),
                path.toBytes()));
  }

  /** Remembers files that are new. To be called before the catalogue has them. */
  public void put(OriginId origin, List<OriginPath> paths, long addedMillis)
      throws CatalogueException {
    any = true;
    user.transact(
        s -> {
          for (OriginPath path : paths) {
            s.update(
                "INSERT OR IGNORE INTO added_dates (origin, path, added_ms) VALUES (?, ?, ?)",
                origin.value(),
                path.toBytes(),
                addedMillis);
          }
          return paths.size();
        });
  }

  /** Takes a date along to a file's new path. */
  public void move(OriginId origin, OriginPath from, OriginPath to) throws CatalogueException {
    if (find(origin, from) != 0) {
      user.run(
          s ->
              s.update(
                  "UPDATE OR REPLACE added_dates SET path = ? WHERE origin = ? AND path = ?",
                  to.toBytes(),
                  origin.value(),
                  from.toBytes()));
    }
  }

  /** Forgets a file. */
  public void remove(OriginId origin, OriginPath path) throws CatalogueException {
    user.run(
        s ->
            s.update(
                "DELETE FROM added_dates WHERE origin = ? AND path = ?",
                origin.value(),
                path.toBytes()));
  }
}

package org.musicfs.index.catalogue;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/**
 * Which files are pinned, in the user state: by origin and path, so that a pin outlives what the
 * file becomes, and its absence. Thread-safe.
 */
public final class PinnedPaths {
  private final UserState user;

  /** False only when there is certainly none, which spares every sync a query. */
  private volatile boolean any;

  /** One file. */
  public record Pin(OriginId origin, OriginPath path) {}

  public PinnedPaths(UserState user) throws CatalogueException {
    this.user = user;
    this.any = user.run(s -> s.number(0, "SELECT EXISTS (SELECT 1 FROM pins)") != 0);
  }

  /** All pinned files, by origin and path. */
  public List<Pin> all() throws CatalogueException {
    if (!any) {
      return List.of();
    }
    return user.run(
        s -> {
          List<Pin> pins = new ArrayList<>();
          try (ResultSet rows = s.query("SELECT origin, path FROM pins ORDER BY origin, path")) {
            while (rows.next()) {
              pins.add(new Pin(new OriginId(rows.getInt(1)), OriginPath.of(rows.getBytes(2))));
            }
          }
          return pins;
        });
  }

  /** Pins files; durable when this returns. Those that are pinned already stay so. */
  public void add(Collection<Pin> pins, long nowMillis) throws CatalogueException {
    any = true;
    user.transact(
        s -> {
          for (Pin pin : pins) {
            s.update(
                "INSERT OR IGNORE INTO pins (origin, path, pinned_ms) VALUES (?, ?, ?)",
                pin.origin().value(),
                pin.path().toBytes(),
                nowMillis);
          }
          return pins.size();
        });
  }

  /**
   * Takes pins back.
   *
   * @return how many of them there were
   */
  public long remove(Collection<Pin> pins) throws CatalogueException {
    return user.transact(
        s -> {
          long removed = 0;
          for (Pin pin : pins) {
            removed +=
                s.update(
                    "DELETE FROM pins WHERE origin = ? AND path = ?",
                    pin.origin().value(),
                    pin.path().toBytes());
          }
          return removed;
        });
  }

  /** Takes a pin along to a file's new path. */
  public void move(OriginId origin, OriginPath from, OriginPath to) throws CatalogueException {
    if (any) {
      user.run(
          s ->
              s.update(
                  "UPDATE OR REPLACE pins SET path = ? WHERE origin = ? AND path = ?",
                  to.toBytes(),
                  origin.value(),
                  from.toBytes()));
    }
  }
}

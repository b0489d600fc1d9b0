package org.musicfs.index.library;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.AddedDates;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.PinnedPaths;
import org.musicfs.index.catalogue.Session;

/**
 * When the files of one batch of a sync were added: what the first sync of an origin finds, with
 * the origin; what comes later, now. Where a file moved, its date and its pin go with it. Confined
 * to one transaction.
 */
final class Added {
  private final AddedDates dates;
  private final PinnedPaths pins;
  private final OriginId origin;
  private final boolean isFirstSync;
  private final long usual;
  private final List<OriginPath> later = new ArrayList<>();

  Added(AddedDates dates, PinnedPaths pins, OriginId origin, Session session, long nowMillis)
      throws SQLException, CatalogueException {
    this.dates = dates;
    this.pins = pins;
    this.origin = origin;
    this.isFirstSync =
        session.number(0, "SELECT last_sync_ms FROM origins WHERE id = ?", origin.value()) == 0;
    this.usual = isFirstSync ? Math.min(nowMillis, dates.ofOrigin(origin)) : nowMillis;
  }

  /** Of a file that is new here; milliseconds since the epoch. */
  long of(OriginPath path) throws CatalogueException {
    long remembered = dates.find(origin, path);
    if (remembered != 0) {
      return remembered;
    }
    if (!isFirstSync) {
      later.add(path);
    }
    return usual;
  }

  void move(OriginPath from, OriginPath to) throws CatalogueException {
    dates.move(origin, from, to);
    pins.move(origin, from, to);
  }

  /** Remembers what came later. */
  void save() throws CatalogueException {
    if (!later.isEmpty()) {
      dates.put(origin, later, usual);
    }
  }
}

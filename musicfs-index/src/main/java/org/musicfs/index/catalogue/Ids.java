package org.musicfs.index.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Hands out ids that never come back. The catalogue remembers the next one in the transaction that
 * used it; for the kinds that outlive the catalogue the user state remembers, before they are used,
 * a mark no id is above, in steps of {@link #BLOCK}. A lost catalogue goes on above the mark, and
 * so does one that was not closed: with the power its last commits may have gone, and with them the
 * knowledge of ids that someone has seen. Used only by the writer.
 */
final class Ids {
  /**
   * One write (with fsync) to the user state per so many ids; so many are skipped when a catalogue
   * is lost, of the 4,294 million that inode numbers have.
   */
  static final long BLOCK = 65_536;

  /** Node 1 is the root of the main view, in every catalogue. */
  private static final long FIRST = 2;

  private static final class Counter {
    long next = FIRST;
    long reserved;
    boolean changed;
  }

  private final UserState user;
  private final Map<IdKind, Counter> counters = new EnumMap<>(IdKind.class);
  private boolean inUse;

  private Ids(UserState user) {
    this.user = user;
    for (IdKind kind : IdKind.values()) {
      counters.put(kind, new Counter());
    }
  }

  static Ids load(Session session, UserState user) throws SQLException, CatalogueException {
    Ids ids = new Ids(user);
    boolean fresh = session.number(0, "SELECT count(*) FROM counters") == 0;
    try (ResultSet rows = session.query("SELECT kind, next FROM counters")) {
      while (rows.next()) {
        String key = rows.getString(1);
        for (IdKind kind : IdKind.values()) {
          if (kind.key().equals(key)) {
            ids.counter(kind).next = rows.getLong(2);
          }
        }
      }
    }
    boolean skip = fresh || user.idsInUse();
    for (IdKind kind : IdKind.values()) {
      if (kind.forLife()) {
        Counter counter = ids.counter(kind);
        counter.reserved = user.highWater(kind);
        if (skip) {
          counter.next = Math.max(counter.next, counter.reserved + 1);
        }
      }
    }
    return ids;
  }

  long next(IdKind kind) throws CatalogueException {
    Counter counter = counter(kind);
    if (kind.forLife() && counter.next > counter.reserved) {
      long mark = counter.next + BLOCK - 1;
      user.raiseHighWater(kind, mark);
      counter.reserved = mark;
    }
    if (!inUse) {
      user.setIdsInUse(true);
      inUse = true;
    }
    counter.changed = true;
    return counter.next++;
  }

  /** The greatest id of this kind that may ever have been handed out. */
  long last(IdKind kind) {
    return counter(kind).next - 1;
  }

  /** Writes down what was handed out, in the transaction that used it. */
  void save(Session session) throws SQLException {
    for (Map.Entry<IdKind, Counter> entry : counters.entrySet()) {
      if (entry.getValue().changed) {
        session.update(
            "INSERT INTO counters (kind, next) VALUES (?, ?)"
                + " ON CONFLICT (kind) DO UPDATE SET next = excluded.next",
            entry.getKey().key(),
            entry.getValue().next);
      }
    }
  }

  /** What {@link #save} wrote is committed. */
  void saved() {
    counters.values().forEach(counter -> counter.changed = false);
  }

  /** The catalogue is closed, with everything it knows on the disk. */
  void atRest() throws CatalogueException {
    if (inUse) {
      user.setIdsInUse(false);
      inUse = false;
    }
  }

  private Counter counter(IdKind kind) {
    return Objects.requireNonNull(counters.get(kind));
  }
}

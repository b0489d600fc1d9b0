package org.musicfs.index.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginSpec;

/**
 * What only the user can tell, in {@code user.db}: the library's origins, overrides, and the marks
 * that keep ids from coming back. Each change is on the disk when its call returns. Thread-safe;
 * calls take turns on one connection and are short. Damage is never repaired by guessing: {@link
 * #open} refuses it and says how to bring back the daily copy.
 */
public final class UserState implements AutoCloseable {
  static final String FILE = "user.db";

  /** A whole check of a database up to this size costs less than 50 ms, so it is made at open. */
  private static final long CHECKED_AT_OPEN_BYTES = 16L << 20;

  private static final int CACHE_KIB = 2048;

  private final Path file;
  private final Session session;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  private UserState(Path file, Session session, InstantSource clock) {
    this.file = file;
    this.session = session;
    this.clock = clock;
  }

  /** What is done on the connection, with the lock held. */
  @FunctionalInterface
  interface Work<T> {
    T run(Session session) throws SQLException, CatalogueException;
  }

  /**
   * Opens the user state in this directory, creating it if there is none.
   *
   * @throws UserError {@code STATE} if it is damaged, gone while its daily copy is there, or newer
   *     than this musicfs
   * @throws CatalogueException if it cannot be read for another reason
   */
  public static UserState open(Path directory, InstantSource clock) throws CatalogueException {
    Path file = directory.resolve(FILE);
    DailyCopy copy = new DailyCopy(file);
    try {
      if (copy.exists() && (!Files.exists(file) || Files.size(file) == 0)) {
        throw copy.refusal("is gone");
      }
      Session session = Sqlite.open(file, Sqlite.Mode.FULL, CACHE_KIB);
      UserState state = new UserState(file, session, clock);
      try {
        state.prepare(copy);
        return state;
      } catch (SQLException | UserError e) {
        session.close();
        throw e;
      }
    } catch (SQLException e) {
      if (Sqlite.isDamage(e)) {
        throw copy.refusal("is damaged");
      }
      throw new CatalogueException(file + " cannot be opened: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CatalogueException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Whether there is a user state in this directory, or a copy of one. */
  public static boolean exists(Path directory) {
    Path file = directory.resolve(FILE);
    return Files.exists(file) || new DailyCopy(file).exists();
  }

  private void prepare(DailyCopy copy) throws SQLException, IOException {
    switch (Schema.USER.check(session, file)) {
      case FOREIGN -> throw copy.refusal("is not a database of musicfs");
      case EMPTY, OLDER -> Schema.USER.migrate(session);
      case CURRENT -> {}
    }
    if (Files.size(file) <= CHECKED_AT_OPEN_BYTES && !DailyCopy.isSound(session)) {
      throw copy.refusal("is damaged");
    }
    session.update(
        "INSERT OR IGNORE INTO settings (name, value) VALUES ('identity', ?)",
        UUID.randomUUID().toString());
  }

  /**
   * Copies the user state to {@code user.db.daily} if the copy is older than a day, after checking
   * it whole. Proportional to the user state: not for the way to the mount.
   *
   * @throws UserError {@code STATE} if it is damaged; the copy stays as it was
   */
  public void copyDaily() throws CatalogueException {
    DailyCopy copy = new DailyCopy(file);
    if (copy.isDue(clock.instant())) {
      run(
          s -> {
            if (!DailyCopy.isSound(s)) {
              throw copy.refusal("is damaged");
            }
            copy.make();
            return true;
          });
    }
  }

  /** Names this user state; a catalogue made beside another one is not used. */
  String identity() throws CatalogueException {
    return run(s -> String.valueOf(s.text("SELECT value FROM settings WHERE name = 'identity'")));
  }

  /** The library's origins, by id. */
  public List<OriginSpec> origins() throws CatalogueException {
    return run(
        s -> {
          List<OriginSpec> origins = new ArrayList<>();
          try (ResultSet rows =
              s.query("SELECT id, type, location, cache FROM origins ORDER BY id")) {
            while (rows.next()) {
              origins.add(
                  new OriginSpec(
                      new OriginId(rows.getInt(1)),
                      rows.getString(2),
                      rows.getString(3),
                      CachePolicy.valueOf(rows.getString(4).toUpperCase(Locale.ROOT))));
            }
          }
          return List.copyOf(origins);
        });
  }

  /**
   * The origin of this type and location: the one that is there, with its cache policy changed to
   * this one, or a new one under an id that no origin ever had.
   */
  public OriginSpec putOrigin(String type, String location, CachePolicy cache)
      throws CatalogueException {
    return transact(
        s -> {
          String find = "SELECT id FROM origins WHERE type = ? AND location = ?";
          if (s.number(0, find, type, location) == 0) {
            s.update(
                "INSERT INTO origins (type, location, cache, added_ms) VALUES (?, ?, ?, ?)",
                type,
                location,
                cache.key(),
                clock.millis());
          }
          long id = s.number(0, find, type, location);
          s.update("UPDATE origins SET cache = ? WHERE id = ?", cache.key(), id);
          return new OriginSpec(new OriginId((int) id), type, location, cache);
        });
  }

  /** Brings back an origin that an older copy of the user state does not know. */
  public void restoreOrigin(OriginSpec origin) throws CatalogueException {
    run(
        s ->
            s.update(
                "INSERT OR IGNORE INTO origins (id, type, location, cache, added_ms)"
                    + " VALUES (?, ?, ?, ?, ?)",
                origin.id().value(),
                origin.type(),
                origin.location(),
                origin.cache().key(),
                clock.millis()));
  }

  long highWater(IdKind kind) throws CatalogueException {
    return run(s -> s.number(0, "SELECT value FROM high_water WHERE kind = ?", kind.key()));
  }

  void raiseHighWater(IdKind kind, long mark) throws CatalogueException {
    run(s -> setMark(s, kind.key(), mark));
  }

  /** Whether ids were handed out by a catalogue that was not closed since. */
  boolean idsInUse() throws CatalogueException {
    return run(s -> s.number(0, "SELECT value FROM high_water WHERE kind = 'in_use'") != 0);
  }

  void setIdsInUse(boolean inUse) throws CatalogueException {
    run(s -> setMark(s, "in_use", inUse ? 1 : 0));
  }

  private static int setMark(Session s, String kind, long value) throws SQLException {
    return s.update(
        "INSERT INTO high_water (kind, value) VALUES (?, ?)"
            + " ON CONFLICT (kind) DO UPDATE SET value = excluded.value",
        kind,
        value);
  }

  /** Runs one statement or query. */
  <T> T run(Work<T> work) throws CatalogueException {
    lock.lock();
    try {
      return work.run(session);
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      lock.unlock();
    }
  }

  /** Runs several statements that are committed together or not at all. */
  <T> T transact(Work<T> work) throws CatalogueException {
    lock.lock();
    try {
      return Transactions.run(session, work::run);
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      lock.unlock();
    }
  }

  private CatalogueException failure(SQLException e) {
    Optional<String> remedy =
        Sqlite.isDamage(e)
            ? Optional.of(new DailyCopy(file).refusal("is damaged").remedy())
            : Optional.empty();
    return new CatalogueException(
        file + ": " + e.getMessage() + remedy.map(r -> "; " + r).orElse(""), e);
  }

  @Override
  public void close() throws CatalogueException {
    run(
        s -> {
          s.close();
          return true;
        });
  }
}

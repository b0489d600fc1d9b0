package org.musicfs.index.catalogue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.tree.TreeChange;
import org.musicfs.core.tree.TreeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database {@code catalogue.db}: one connection that writes, a few that read the last commit
 * and never wait for it. Thread-safe.
 *
 * <p>It can be rebuilt, so damage costs nothing but time: what is found at open is set aside at
 * once and an empty catalogue takes its place; what turns up later makes calls fail, raises {@link
 * #isDamaged} and calls the listener once, and {@link #replaceDamaged} (or the next open) does the
 * same. Opening looks at header and schema only.
 *
 * <p>Lock order: the writer's lock, then readers, then the user state's.
 */
public final class Catalogue implements AutoCloseable {
  static final String FILE = "catalogue.db";
  private static final String ID_SETTING = "catalogue_id";
  private static final Logger log = LoggerFactory.getLogger(Catalogue.class);

  /** Look-ups take some 10 us each, so three readers keep more than any two cores busy. */
  private static final int READERS = 3;

  /** Interior pages of the node index of a million tracks fit in it. */
  private static final int READER_CACHE_KIB = 6 << 10;

  private static final int WRITER_CACHE_KIB = 12 << 10;

  private final Path file;
  private final UserState user;
  private final InstantSource clock;
  private final ReentrantLock writing = new ReentrantLock();

  /** Last used, first taken: its page cache is warm, and what is not needed stays closed. */
  private final BlockingDeque<Reader> readers = new LinkedBlockingDeque<>(READERS);

  private final AtomicBoolean damaged = new AtomicBoolean();
  private final AtomicLong generation = new AtomicLong();
  private volatile Runnable damageListener = () -> {};
  private volatile TreeListener treeListener = TreeListener.NONE;
  private Session writer;
  private Ids ids;
  private long discarded;
  private volatile boolean closed;

  /** A connection that reads, opened when first needed. */
  private static final class Reader {
    @Nullable Session session;
  }

  /** What is done on a reading connection. */
  @FunctionalInterface
  public interface Reading<T> {
    T run(Session session) throws SQLException, CatalogueException;
  }

  /** What is done in a transaction. */
  @FunctionalInterface
  public interface Writing<T> {
    T run(Transaction transaction) throws SQLException, CatalogueException;
  }

  private Catalogue(Path file, UserState user, InstantSource clock, Session writer, Ids ids) {
    this.file = file;
    this.user = user;
    this.clock = clock;
    this.writer = writer;
    this.ids = ids;
    for (int i = 0; i < READERS; i++) {
      readers.add(new Reader());
    }
  }

  /**
   * Opens the catalogue in this directory; creates it if there is none, or none that can be used.
   *
   * @throws org.musicfs.core.error.UserError {@code STATE} if a newer musicfs wrote it
   * @throws CatalogueException if it can neither be used nor replaced
   */
  public static Catalogue open(Path directory, UserState user, InstantSource clock)
      throws CatalogueException {
    Path file = directory.resolve(FILE);
    DamagedFiles aside = new DamagedFiles(file);
    try {
      @Nullable Session writer = aside.isMarked() ? null : tryOpen(file, user);
      if (writer == null) {
        Path kept = aside.setAside(clock.instant());
        writer = create(file, user);
        notice(writer, clock, rebuiltNotice(kept));
      }
      return new Catalogue(file, user, clock, writer, Ids.load(writer, user));
    } catch (SQLException | IOException e) {
      throw new CatalogueException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** The open database; null if there is one that cannot be used. */
  private static @Nullable Session tryOpen(Path file, UserState user)
      throws SQLException, CatalogueException {
    @Nullable Session session = null;
    boolean keep = false;
    try {
      session = Sqlite.open(file, Sqlite.Mode.NORMAL, WRITER_CACHE_KIB);
      switch (Schema.CATALOGUE.check(session, file)) {
        case FOREIGN -> {
          return null;
        }
        case EMPTY -> initialise(session, user);
        case OLDER -> Schema.CATALOGUE.migrate(session);
        case CURRENT -> {}
      }
      keep =
          user.identity()
              .equals(session.text("SELECT value FROM settings WHERE name = 'identity'"));
      Ids.load(session, user); // what is read at every open must be readable
      return keep ? session : null;
    } catch (SQLException e) {
      if (Sqlite.isDamage(e)) {
        log.warn("{} is damaged: {}", file, e.getMessage());
        return null;
      }
      throw e;
    } finally {
      if (session != null && !keep) {
        session.close();
      }
    }
  }

  private static Session create(Path file, UserState user) throws SQLException, CatalogueException {
    Session session = Sqlite.open(file, Sqlite.Mode.NORMAL, WRITER_CACHE_KIB);
    initialise(session, user);
    return session;
  }

  private static void initialise(Session session, UserState user)
      throws SQLException, CatalogueException {
    Schema.CATALOGUE.migrate(session);
    String identity = user.identity();
    long replayed = user.run(Overrides::lastSequence);
    long acknowledged = user.highWater(IdKind.CHANGE);
    Transactions.run(
        session,
        s -> {
          setSetting(s, "identity", identity);
          setSetting(s, ID_SETTING, UUID.randomUUID().toString());
          setSetting(s, "replayed", Long.toString(replayed));
          setSetting(s, "acknowledged", Long.toString(acknowledged));
          return true;
        });
  }

  /** Reads from the last commit. Waits only while more threads than there are readers read. */
  public <T> T read(Reading<T> work) throws CatalogueException {
    Reader reader = take();
    try {
      Session session = reader.session;
      if (session == null) {
        session = Sqlite.open(file, Sqlite.Mode.READER, READER_CACHE_KIB);
        reader.session = session;
      }
      return work.run(session);
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      readers.addFirst(reader);
    }
  }

  private Reader take() throws CatalogueException {
    try {
      Reader reader = readers.take();
      if (closed) {
        readers.add(reader);
        throw new CatalogueException(file + " is closed", null);
      }
      return reader;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CatalogueException("interrupted while waiting for " + file, e);
    }
  }

  /** Waits until nobody reads. */
  private List<Reader> takeAll() throws CatalogueException {
    List<Reader> all = new ArrayList<>();
    try {
      while (all.size() < READERS) {
        all.add(take());
      }
      return all;
    } catch (CatalogueException e) {
      readers.addAll(all);
      throw e;
    }
  }

  /**
   * Runs one transaction: all of it is committed, or nothing. Transactions take turns. What it
   * changed in the tree has been told to the listener when this returns, and the next transaction
   * may begin before that.
   *
   * @throws IllegalStateException within a transaction, whose lock the listener must not meet
   */
  public <T> T write(Writing<T> work) throws CatalogueException {
    TreeChanges changes = new TreeChanges();
    T result = commit(work, changes);
    if (changes.any()) {
      treeListener.changed(changes.told());
    }
    return result;
  }

  private <T> T commit(Writing<T> work, TreeChanges changes) throws CatalogueException {
    if (writing.isHeldByCurrentThread()) {
      throw new IllegalStateException("a transaction within a transaction");
    }
    writing.lock();
    try {
      if (closed) {
        throw new CatalogueException(file + " is closed", null);
      }
      Transaction transaction = new Transaction(writer, ids, discarded, changes);
      boolean done = false;
      try {
        T result =
            Transactions.run(
                writer,
                s -> {
                  T value = work.run(transaction);
                  ids.save(s);
                  return value;
                });
        ids.saved();
        done = true;
        if (changes.any()) {
          generation.incrementAndGet();
        }
        return result;
      } finally {
        if (!done) {
          discarded++;
        }
      }
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      writing.unlock();
    }
  }

  /** Grows with every commit that changed the tree; what was read before is then stale. */
  public long generation() {
    return generation.get();
  }

  /** Whether a call has found the file damaged. */
  public boolean isDamaged() {
    return damaged.get();
  }

  /** Told after each commit that changed the tree; see {@link TreeListener}. */
  public void onTreeChange(TreeListener listener) {
    treeListener = listener;
  }

  /** Called once when a call finds the file damaged, on the thread of that call. */
  public void onDamage(Runnable listener) {
    damageListener = listener;
  }

  /**
   * Sets a damaged catalogue aside and goes on with an empty one. Waits for calls in progress. Does
   * nothing if it is not damaged.
   *
   * @return whether there was something to do: every origin must then be synced
   */
  public boolean replaceDamaged() throws CatalogueException {
    boolean replaced = replace();
    if (replaced) {
      treeListener.changed(new TreeChange.Everything());
    }
    return replaced;
  }

  private boolean replace() throws CatalogueException {
    writing.lock();
    List<Reader> all = List.of();
    try {
      if (!damaged.get() || closed) {
        return false;
      }
      all = takeAll();
      for (Reader reader : all) {
        closeQuietly(reader.session);
        reader.session = null;
      }
      closeQuietly(writer);
      Path kept = new DamagedFiles(file).setAside(clock.instant());
      writer = create(file, user);
      ids = Ids.load(writer, user);
      notice(writer, clock, rebuiltNotice(kept));
      discarded++;
      damaged.set(false);
      generation.incrementAndGet();
      return true;
    } catch (SQLException | IOException e) {
      throw new CatalogueException(file + " cannot be replaced: " + e.getMessage(), e);
    } finally {
      readers.addAll(all);
      writing.unlock();
    }
  }

  private CatalogueException failure(SQLException e) {
    if (Sqlite.isDamage(e) && damaged.compareAndSet(false, true)) {
      log.error("{} is damaged: {}", file, e.getMessage());
      new DamagedFiles(file).mark();
      damageListener.run();
    }
    return new CatalogueException(file + ": " + e.getMessage(), e);
  }

  private static String rebuiltNotice(Path kept) {
    return "the catalogue could not be used and is being rebuilt; the old one is " + kept;
  }

  private static void notice(Session session, InstantSource clock, String text)
      throws SQLException {
    session.update("INSERT INTO notices (time_ms, text) VALUES (?, ?)", clock.millis(), text);
  }

  /** Names this catalogue among all the library ever had. */
  public String id() throws CatalogueException {
    return read(
        s -> String.valueOf(s.text("SELECT value FROM settings WHERE name = ?", ID_SETTING)));
  }

  private static void setSetting(Session session, String name, String value) throws SQLException {
    session.update(
        "INSERT INTO settings (name, value) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value);
  }

  private static void closeQuietly(@Nullable Session session) {
    if (session != null) {
      try {
        session.close();
      } catch (SQLException e) {
        log.debug("closing a connection failed: {}", e.getMessage());
      }
    }
  }

  /** Waits for calls in progress and closes. Later calls fail. */
  @Override
  public void close() throws CatalogueException {
    writing.lock();
    try {
      if (closed) {
        return;
      }
      List<Reader> all = takeAll();
      closed = true;
      for (Reader reader : all) {
        closeQuietly(reader.session);
      }
      readers.addAll(all); // for those that wait to be told
      writer.close();
      if (!damaged.get()) {
        ids.atRest();
      }
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      writing.unlock();
    }
  }
}

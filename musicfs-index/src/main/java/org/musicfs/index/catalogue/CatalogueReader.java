package org.musicfs.index.catalogue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A catalogue as it is now, for a process that does not own the library: read-only, beside a daemon
 * that may be writing. One thread.
 */
public final class CatalogueReader implements AutoCloseable {
  private static final int CACHE_KIB = 4096;

  private final Path file;
  private final Session session;

  private CatalogueReader(Path file, Session session) {
    this.file = file;
    this.session = session;
  }

  /**
   * Opens the catalogue in a library's state directory.
   *
   * @return empty if there is none, or one that only a daemon can bring up to date
   * @throws org.musicfs.core.error.UserError {@code STATE} if a newer musicfs wrote it
   * @throws CatalogueException if it cannot be read
   */
  public static Optional<CatalogueReader> open(Path directory) throws CatalogueException {
    Path file = directory.resolve(Catalogue.FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Session session = Sqlite.open(file, Sqlite.Mode.READER, CACHE_KIB);
      if (Schema.CATALOGUE.check(session, file) != Schema.State.CURRENT) {
        session.close();
        return Optional.empty();
      }
      return Optional.of(new CatalogueReader(file, session));
    } catch (SQLException e) {
      throw new CatalogueException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** What is asked of it. */
  @FunctionalInterface
  public interface Question {
    void ask(Session session) throws SQLException, CatalogueException;
  }

  /**
   * Asks.
   *
   * @throws CatalogueException if it cannot be read
   */
  public void read(Question question) throws CatalogueException {
    try {
      question.ask(session);
    } catch (SQLException e) {
      throw new CatalogueException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws CatalogueException {
    try {
      session.close();
    } catch (SQLException e) {
      throw new CatalogueException(file + " cannot be closed: " + e.getMessage(), e);
    }
  }
}

package org.musicfs.index.catalogue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Runs work as one transaction. The driver begins one (IMMEDIATE) when auto-commit is switched off
 * and commits when it is switched on again; commit() and rollback() begin the next at once, which
 * would leave the database locked while nobody writes.
 */
final class Transactions {
  private Transactions() {}

  /** The statements of one transaction. */
  @FunctionalInterface
  interface Work<T> {
    T run(Session session) throws SQLException, CatalogueException;
  }

  static <T> T run(Session session, Work<T> work) throws SQLException, CatalogueException {
    Connection connection = session.connection();
    connection.setAutoCommit(false);
    try {
      T result = work.run(session);
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException | CatalogueException | RuntimeException | Error e) {
      abandon(connection, e);
      throw e;
    }
  }

  /**
   * Rolls back and restores auto-commit. Both statements may fail without harm: SQLite itself has
   * already rolled back after the graver errors.
   */
  private static void abandon(Connection connection, Throwable cause) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}

package org.musicfs.index.catalogue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection and its prepared statements, kept by their text. Confined: whoever got it from a
 * {@link Catalogue#read} or {@link Catalogue#write} uses it until that call ends, on that thread. A
 * statement has one result at a time, so a result is read to its end (or closed) before the same
 * text runs again.
 */
public final class Session implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  Session(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** The statement with this text and these values: {@code Long}, {@code String}, bytes … */
  public PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepared(sql);
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
    return statement;
  }

  @SuppressWarnings("resource") // kept open on purpose; closed with the session
  private PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  private static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, java.sql.Types.NULL);
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
      case String text -> statement.setString(index, text);
      case byte[] bytes -> statement.setBytes(index, bytes);
      default -> throw new IllegalArgumentException("cannot bind " + value.getClass());
    }
  }

  /** Runs a query; the caller closes the result. */
  public ResultSet query(String sql, @Nullable Object... values) throws SQLException {
    return prepare(sql, values).executeQuery();
  }

  /** Runs a query for a number, without boxing it. */
  public ResultSet query(String sql, long value) throws SQLException {
    PreparedStatement statement = prepared(sql);
    statement.setLong(1, value);
    return statement.executeQuery();
  }

  /** Runs a query for two numbers, without boxing them. */
  public ResultSet query(String sql, long first, long second) throws SQLException {
    PreparedStatement statement = prepared(sql);
    statement.setLong(1, first);
    statement.setLong(2, second);
    return statement.executeQuery();
  }

  /** Runs a change and returns how many rows it touched. */
  public int update(String sql, @Nullable Object... values) throws SQLException {
    return prepare(sql, values).executeUpdate();
  }

  /** The first column of the first row; {@code absent} if there is no row or it is NULL. */
  public long number(long absent, String sql, @Nullable Object... values) throws SQLException {
    try (ResultSet rows = query(sql, values)) {
      if (!rows.next()) {
        return absent;
      }
      long number = rows.getLong(1);
      return rows.wasNull() ? absent : number;
    }
  }

  /** The first column of the first row; null if there is no row or it is NULL. */
  public @Nullable String text(String sql, @Nullable Object... values) throws SQLException {
    try (ResultSet rows = query(sql, values)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  @Override
  public void close() throws SQLException {
    statements.clear();
    connection.close();
  }
}

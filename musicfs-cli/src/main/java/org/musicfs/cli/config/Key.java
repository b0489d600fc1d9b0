package org.musicfs.cli.config;

import java.util.function.Function;
import org.musicfs.core.config.MusicfsConfig;

/**
 * One key of the configuration outside {@code [[origin]]}.
 *
 * @param <T> its value's type
 */
public final class Key<T> {
  private final String name;
  private final ValueType<T> type;
  private final Function<MusicfsConfig, T> value;

  Key(String name, ValueType<T> type, Function<MusicfsConfig, T> value) {
    this.name = name;
    this.type = type;
    this.value = value;
  }

  /** Table and key, dotted: {@code cache.limit}. */
  public String name() {
    return name;
  }

  /** The value in {@code config} as it would be written, without quotes; empty for nothing. */
  public String print(MusicfsConfig config) {
    return type.print(value.apply(config));
  }

  String table() {
    return name.substring(0, name.indexOf('.'));
  }

  String leaf() {
    return name.substring(name.indexOf('.') + 1);
  }

  ValueType<T> type() {
    return type;
  }

  T in(MusicfsConfig config) {
    return value.apply(config);
  }

  @Override
  public String toString() {
    return name;
  }
}

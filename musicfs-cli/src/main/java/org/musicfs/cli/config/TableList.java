package org.musicfs.cli.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.origin.OriginTypes;
import org.tomlj.TomlTable;

/**
 * A list of tables of the configuration: {@code [[NAME]]}, any number of times.
 *
 * @param <E> what one table makes
 * @param name of the list
 * @param one what a table of it is called in messages, with its article
 * @param shapes which keys a table has
 * @param in the list of a configuration
 */
record TableList<E>(
    String name, String one, Shapes<E> shapes, Function<MusicfsConfig, List<E>> in) {
  /**
   * A key of a table.
   *
   * @param <E> what a table makes
   * @param <T> its value's type
   * @param value what is used of it
   * @param example what to write where it is missing; empty if it may be
   */
  record Field<E, T>(
      String leaf, ValueType<T> type, Function<E, T> value, Optional<String> example) {
    String print(E element) {
      return type.print(value.apply(element));
    }
  }

  /** The values of one table. */
  interface Values {
    /** Empty if it is not set; a required one is. */
    <T> Optional<T> get(Field<?, T> field);

    default <T> T required(Field<?, T> field) {
      return get(field).orElseThrow();
    }
  }

  /**
   * The keys a table has.
   *
   * @param fields in the order they are shown
   * @param maker of what a table makes; may throw {@link
   *     org.musicfs.core.config.InvalidConfigException}
   */
  record Shape<E>(List<Field<E, ?>> fields, Function<Values, E> maker) {
    List<String> leaves() {
      return fields.stream().map(Field::leaf).toList();
    }
  }

  /** Which shape a table has. */
  interface Shapes<E> {
    /** That of a table as it is written. */
    Shape<E> of(TomlTable table, OriginTypes types) throws BadTableException;

    /** That of the table which made this. */
    Shape<E> of(E element);

    /** Those that the page of the configuration describes. */
    List<Shape<E>> described();

    /** One for every table. */
    static <E> Shapes<E> one(List<Field<E, ?>> fields, Function<Values, E> maker) {
      Shape<E> shape = new Shape<>(fields, maker);
      return new Shapes<>() {
        @Override
        public Shape<E> of(TomlTable table, OriginTypes types) {
          return shape;
        }

        @Override
        public Shape<E> of(E element) {
          return shape;
        }

        @Override
        public List<Shape<E>> described() {
          return List.of(shape);
        }
      };
    }
  }

  /** Dotted: {@code origin[0].path}. */
  String key(int index, String leaf) {
    return name + "[" + index + "]." + leaf;
  }
}

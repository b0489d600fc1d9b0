package org.musicfs.cli.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.config.CacheQuota;
import org.musicfs.core.config.InvalidConfigException;
import org.tomlj.TomlArray;

/**
 * How values of one type are read from TOML and from flags, and printed.
 *
 * @param <T> what the records hold
 */
abstract class ValueType<T> {
  private final String allowed;

  ValueType(String allowed) {
    this.allowed = allowed;
  }

  /** What may be written, for messages: {@code true or false}. */
  String allowed() {
    return allowed;
  }

  /** Whether messages may repeat a value that cannot be. */
  boolean isRepeated() {
    return true;
  }

  /** From a TOML value: String, Long, Double, Boolean, a date type, a table or an array. */
  T fromToml(Object value, Path home) throws BadValueException {
    if (value instanceof String text) {
      return fromText(text, home);
    }
    throw new BadValueException("is " + nameOf(value) + ", not a string");
  }

  /** From a flag. */
  abstract T fromText(String text, Path home) throws BadValueException;

  /** As it would be written in the file, without quotes; empty for nothing. */
  abstract String print(T value);

  static String nameOf(Object toml) {
    return switch (toml) {
      case String s -> "a string";
      case Long l -> "a whole number";
      case Double d -> "a fraction";
      case Boolean b -> "true or false";
      case org.tomlj.TomlArray a -> "an array";
      case org.tomlj.TomlTable t -> "a table";
      default -> "a date or time";
    };
  }

  /** Any text. */
  static ValueType<String> string() {
    return new ValueType<>("a string") {
      @Override
      String fromText(String text, Path home) {
        return text;
      }

      @Override
      String print(String value) {
        return value;
      }
    };
  }

  static ValueType<Boolean> bool() {
    return new ValueType<>("true or false") {
      @Override
      Boolean fromToml(Object value, Path home) throws BadValueException {
        if (value instanceof Boolean bool) {
          return bool;
        }
        throw new BadValueException("is " + nameOf(value) + ", not true or false");
      }

      @Override
      Boolean fromText(String text, Path home) throws BadValueException {
        return switch (text) {
          case "true" -> true;
          case "false" -> false;
          default -> throw new BadValueException("is not true or false");
        };
      }

      @Override
      String print(Boolean value) {
        return value.toString();
      }
    };
  }

  static ValueType<Integer> integer() {
    return new ValueType<>("a whole number") {
      @Override
      Integer fromToml(Object value, Path home) throws BadValueException {
        if (value instanceof Long number) {
          return narrow(number);
        }
        throw new BadValueException("is " + nameOf(value) + ", not a whole number");
      }

      @Override
      Integer fromText(String text, Path home) throws BadValueException {
        try {
          return narrow(Long.parseLong(text));
        } catch (NumberFormatException e) {
          throw new BadValueException("is not a whole number");
        }
      }

      @Override
      String print(Integer value) {
        return value.toString();
      }
    };
  }

  static ValueType<OptionalInt> optionalInteger() {
    ValueType<Integer> integer = integer();
    return new ValueType<>(integer.allowed()) {
      @Override
      OptionalInt fromToml(Object value, Path home) throws BadValueException {
        return OptionalInt.of(integer.fromToml(value, home));
      }

      @Override
      OptionalInt fromText(String text, Path home) throws BadValueException {
        return OptionalInt.of(integer.fromText(text, home));
      }

      @Override
      String print(OptionalInt value) {
        return value.isPresent() ? Integer.toString(value.getAsInt()) : "";
      }
    };
  }

  /** Bytes, as a number or as a string with a unit. */
  static ValueType<Long> size() {
    return new ValueType<>(Quantities.SIZES) {
      @Override
      Long fromToml(Object value, Path home) throws BadValueException {
        if (value instanceof Long bytes) {
          return bytes;
        }
        return super.fromToml(value, home);
      }

      @Override
      Long fromText(String text, Path home) throws BadValueException {
        return Quantities.size(text);
      }

      @Override
      String print(Long value) {
        return Quantities.print(value);
      }
    };
  }

  /** Bytes that fit an int. */
  static ValueType<Integer> smallSize() {
    ValueType<Long> size = size();
    return new ValueType<>(size.allowed()) {
      @Override
      Integer fromToml(Object value, Path home) throws BadValueException {
        return narrow(size.fromToml(value, home));
      }

      @Override
      Integer fromText(String text, Path home) throws BadValueException {
        return narrow(size.fromText(text, home));
      }

      @Override
      String print(Integer value) {
        return size.print((long) value);
      }
    };
  }

  /** A size, or a part of a hundred. */
  static ValueType<Optional<CacheQuota>> quota() {
    ValueType<Long> size = size();
    return new ValueType<>(size.allowed() + ", or 1% to 100%") {
      @Override
      Optional<CacheQuota> fromToml(Object value, Path home) throws BadValueException {
        return value instanceof Long bytes ? of(bytes, 0) : super.fromToml(value, home);
      }

      @Override
      Optional<CacheQuota> fromText(String text, Path home) throws BadValueException {
        if (!text.endsWith("%")) {
          return of(size.fromText(text, home), 0);
        }
        String digits = text.substring(0, text.length() - 1).strip();
        if (!digits.matches("[0-9]{1,3}")) {
          throw new BadValueException("is not a whole number of percent");
        }
        return of(0, Integer.parseInt(digits));
      }

      private Optional<CacheQuota> of(long bytes, int percent) throws BadValueException {
        try {
          return Optional.of(new CacheQuota(bytes, percent));
        } catch (InvalidConfigException e) {
          throw new BadValueException("is no part of a cache");
        }
      }

      @Override
      String print(Optional<CacheQuota> value) {
        return value
            .map(q -> q.percent() == 0 ? Quantities.print(q.bytes()) : q.percent() + "%")
            .orElse("");
      }
    };
  }

  static ValueType<Duration> duration() {
    return new ValueType<>(Quantities.DURATIONS) {
      @Override
      Duration fromToml(Object value, Path home) throws BadValueException {
        if (value instanceof Long) {
          throw new BadValueException("has no unit");
        }
        return super.fromToml(value, home);
      }

      @Override
      Duration fromText(String text, Path home) throws BadValueException {
        return Quantities.duration(text);
      }

      @Override
      String print(Duration value) {
        return Quantities.print(value);
      }
    };
  }

  /** Permission bits as octal digits in a string: TOML numbers may not start with a zero. */
  static ValueType<Integer> octal() {
    return new ValueType<>("octal digits in quotes, like \"0022\"") {
      @Override
      Integer fromText(String text, Path home) throws BadValueException {
        if (!text.matches("[0-7]{1,6}")) {
          throw new BadValueException("is not an octal number");
        }
        return Integer.parseInt(text, 8);
      }

      @Override
      String print(Integer value) {
        return String.format("%04o", value);
      }
    };
  }

  /**
   * A path; {@code ~/} stands for the home directory. Whether it may be relative is the record's.
   */
  static ValueType<Path> path() {
    return new ValueType<>("a path") {
      @Override
      Path fromText(String text, Path home) throws BadValueException {
        if (text.isEmpty()) {
          throw new BadValueException("is empty");
        }
        try {
          if (text.equals("~") || text.startsWith("~/")) {
            return text.length() <= 2 ? home : home.resolve(text.substring(2));
          }
          return Path.of(text);
        } catch (InvalidPathException e) {
          throw new BadValueException("is not a path: " + e.getReason());
        }
      }

      @Override
      String print(Path value) {
        return value.toString();
      }
    };
  }

  static ValueType<Optional<Path>> optionalPath() {
    ValueType<Path> path = path();
    return new ValueType<>(path.allowed()) {
      @Override
      Optional<Path> fromText(String text, Path home) throws BadValueException {
        return Optional.of(path.fromText(text, home));
      }

      @Override
      String print(Optional<Path> value) {
        return value.map(Path::toString).orElse("");
      }
    };
  }

  /** One of a few words. TOML's own true and false may stand for the words of that spelling. */
  static <E extends Enum<E>> ValueType<E> choice(E[] values, Function<E, String> word) {
    List<E> list = List.of(values);
    String words = list.stream().map(word).collect(Collectors.joining(", "));
    return new ValueType<>("one of " + words) {
      @Override
      E fromToml(Object value, Path home) throws BadValueException {
        return value instanceof Boolean bool
            ? fromText(bool.toString(), home)
            : super.fromToml(value, home);
      }

      @Override
      E fromText(String text, Path home) throws BadValueException {
        @Nullable E found =
            Arrays.stream(values).filter(v -> word.apply(v).equals(text)).findFirst().orElse(null);
        if (found == null) {
          throw new BadValueException("is not " + allowed());
        }
        return found;
      }

      @Override
      String print(E value) {
        return word.apply(value);
      }
    };
  }

  /** Any number of words, as an array of strings. */
  static <E extends Enum<E>> ValueType<Set<E>> choices(Class<E> type, Function<E, String> word) {
    ValueType<E> one = choice(type.getEnumConstants(), word);
    return new ValueType<>("an array of " + one.allowed().replaceFirst("one of ", "")) {
      @Override
      Set<E> fromToml(Object value, Path home) throws BadValueException {
        Set<E> chosen = EnumSet.noneOf(type);
        for (Object element : elements(value)) {
          chosen.add(element(text(element), home));
        }
        return chosen;
      }

      @Override
      Set<E> fromText(String text, Path home) throws BadValueException {
        Set<E> chosen = EnumSet.noneOf(type);
        for (String element : text.isBlank() ? new String[0] : text.strip().split(" *, *")) {
          chosen.add(element(element, home));
        }
        return chosen;
      }

      private E element(String text, Path home) throws BadValueException {
        try {
          return one.fromText(text, home);
        } catch (BadValueException e) {
          throw new BadValueException("holds \"" + text + "\", which " + e.getMessage());
        }
      }

      @Override
      String print(Set<E> value) {
        return value.stream().sorted().map(word).collect(Collectors.joining(", "));
      }
    };
  }

  /** Any texts, as an array of strings; spaces in them count. */
  static ValueType<List<String>> strings() {
    return new ValueType<>("an array of strings") {
      @Override
      List<String> fromToml(Object value, Path home) throws BadValueException {
        List<String> texts = new ArrayList<>();
        for (Object element : elements(value)) {
          texts.add(text(element));
        }
        return texts;
      }

      @Override
      List<String> fromText(String text, Path home) {
        return List.of(text);
      }

      @Override
      String print(List<String> value) {
        return value.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(", "));
      }
    };
  }

  private static List<Object> elements(Object value) throws BadValueException {
    if (value instanceof TomlArray array) {
      return array.toList();
    }
    throw new BadValueException("is " + nameOf(value) + ", not an array");
  }

  private static String text(Object element) throws BadValueException {
    if (element instanceof String text) {
      return text;
    }
    throw new BadValueException("holds " + nameOf(element) + ", not only strings");
  }

  private static int narrow(long value) throws BadValueException {
    if (value != (int) value) {
      throw new BadValueException("is too large");
    }
    return (int) value;
  }
}

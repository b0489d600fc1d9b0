package org.musicfs.cli.config;

import java.nio.file.Path;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.OriginKey;
import org.musicfs.origin.secret.SecretReference;

/** Reads the values of keys that a type of origins has, into the text its provider is given. */
final class OriginKeyType {
  private static final String HOME_FILE = "file:~/";

  private OriginKeyType() {}

  static ValueType<String> of(OriginKey.Kind kind) {
    return switch (kind) {
      case TEXT -> ValueType.string();
      case NUMBER -> number();
      case FLAG -> flag();
      case PATH -> path();
      case SECRET -> secret();
    };
  }

  private static ValueType<String> number() {
    return new ValueType<>("a whole number") {
      @Override
      String fromToml(Object value, Path home) throws BadValueException {
        if (value instanceof Long number) {
          return number.toString();
        }
        throw new BadValueException("is " + nameOf(value) + ", not a whole number");
      }

      @Override
      String fromText(String text, Path home) throws BadValueException {
        throw new BadValueException("is a string, not a whole number");
      }

      @Override
      String print(String value) {
        return value;
      }
    };
  }

  private static ValueType<String> flag() {
    ValueType<Boolean> bool = ValueType.bool();
    return new ValueType<>(bool.allowed()) {
      @Override
      String fromToml(Object value, Path home) throws BadValueException {
        return bool.fromToml(value, home).toString();
      }

      @Override
      String fromText(String text, Path home) throws BadValueException {
        return bool.fromText(text, home).toString();
      }

      @Override
      String print(String value) {
        return value;
      }
    };
  }

  private static ValueType<String> path() {
    ValueType<Path> path = ValueType.path();
    return new ValueType<>("an absolute path, or one that starts with ~/") {
      @Override
      String fromText(String text, Path home) throws BadValueException {
        Path read = path.fromText(text, home);
        if (!read.isAbsolute()) {
          throw new BadValueException("is a relative path");
        }
        return read.normalize().toString();
      }

      @Override
      String print(String value) {
        return value;
      }
    };
  }

  /** What is no reference may be the secret itself, and is not repeated. */
  private static ValueType<String> secret() {
    return new ValueType<>(SecretReference.ALLOWED) {
      @Override
      boolean isRepeated() {
        return false;
      }

      @Override
      String fromText(String text, Path home) throws BadValueException {
        String whole =
            text.startsWith(HOME_FILE)
                ? "file:" + home.resolve(text.substring(HOME_FILE.length()))
                : text;
        try {
          SecretReference ignored = SecretReference.of(whole);
          return whole;
        } catch (UserError e) {
          throw new BadValueException("does not say where a secret is");
        }
      }

      @Override
      String print(String value) {
        return value;
      }
    };
  }
}

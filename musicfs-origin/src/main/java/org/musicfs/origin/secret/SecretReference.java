package org.musicfs.origin.secret;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

/** Where a secret is, as a configuration says it. Immutable. */
public sealed interface SecretReference {
  /** What a reference may be, for people. */
  String ALLOWED = "env:NAME, file:/path, credential:NAME or secret-tool:ATTRIBUTE=VALUE,…";

  /** {@code env:NAME}: a variable of the process's environment. */
  record Variable(String name) implements SecretReference {}

  /** {@code file:/path}: a file that only its owner can read. */
  record PrivateFile(Path path) implements SecretReference {}

  /** {@code credential:NAME}: what systemd hands a service by {@code LoadCredential=}. */
  record Credential(String name) implements SecretReference {}

  /**
   * {@code secret-tool:ATTRIBUTE=VALUE,…}: an entry of the desktop's keyring.
   *
   * @param attributes names and values in turn
   */
  record Keyring(List<String> attributes) implements SecretReference {
    public Keyring {
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * The reference that is written.
   *
   * @throws UserError {@code CONFIG} if it is none; its message does not repeat it, for it may be
   *     the secret itself
   */
  static SecretReference of(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    return switch (colon < 0 ? "" : text.substring(0, colon)) {
      case "env" -> new Variable(matching("[A-Za-z_][A-Za-z0-9_]*", rest));
      case "file" -> new PrivateFile(path(matching("/.*", rest)));
      case "credential" -> new Credential(matching("[A-Za-z0-9_-][A-Za-z0-9_.-]*", rest));
      case "secret-tool" -> keyring(rest);
      default -> throw none();
    };
  }

  private static String matching(String form, String text) {
    if (!text.matches(form)) {
      throw none();
    }
    return text;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw none();
    }
  }

  private static Keyring keyring(String text) {
    List<String> attributes = new ArrayList<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1 || pair.startsWith("-")) {
        throw none();
      }
      attributes.add(pair.substring(0, equals));
      attributes.add(pair.substring(equals + 1));
    }
    return new Keyring(attributes);
  }

  private static UserError none() {
    return new UserError(
        ExitCode.CONFIG,
        "a key that ends in _from does not say where a secret is",
        "allowed: " + ALLOWED);
  }
}

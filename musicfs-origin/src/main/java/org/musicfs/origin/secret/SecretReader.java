package org.musicfs.origin.secret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.Shell;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.Secrets;

/**
 * Fetches secrets from where a {@link SecretReference} says they are. Of a file or a program's
 * output a line's end at its end is no part of the secret; the rest is UTF-8. Thread-safe; reading
 * a keyring waits up to 10 s for it.
 */
public final class SecretReader implements Secrets {
  private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";
  private static final int MOST_BYTES = 64 << 10;
  private static final int KEYRING_SECONDS = 10;

  /** Permission bits of a private file: its owner's, to read and to write. */
  private static final int PRIVATE = 0600;

  private static final int PERMISSIONS = 07777;

  private final Map<String, String> variables;
  private final int uid;
  private final String secretTool;

  /**
   * @param variables of the process's environment
   * @param uid of the process
   */
  public SecretReader(Map<String, String> variables, int uid) {
    this(variables, uid, "secret-tool");
  }

  /**
   * @param secretTool the program that reads the keyring
   */
  SecretReader(Map<String, String> variables, int uid, String secretTool) {
    this.variables = Map.copyOf(variables);
    this.uid = uid;
    this.secretTool = secretTool;
  }

  @Override
  public Optional<char[]> find(String reference) {
    return switch (SecretReference.of(reference)) {
      case SecretReference.Variable variable -> variable(variable.name());
      case SecretReference.PrivateFile file -> privateFile(file.path());
      case SecretReference.Credential credential -> credential(credential.name());
      case SecretReference.Keyring keyring -> keyring(keyring.attributes());
    };
  }

  private Optional<char[]> variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw unavailable(
          "the variable " + name + ", which holds a secret, is not set",
          "set it where the daemon is started");
    }
    return value.isEmpty() ? Optional.empty() : Optional.of(value.toCharArray());
  }

  private Optional<char[]> privateFile(Path file) {
    try {
      Map<String, Object> is = Files.readAttributes(file, "unix:uid,mode,isRegularFile");
      if (!Boolean.TRUE.equals(is.get("isRegularFile"))) {
        throw unavailable(file + " is no file", "name the file that holds the secret");
      }
      if (!Integer.valueOf(uid).equals(is.get("uid"))) {
        throw unavailable(
            "the file " + file + " holds a secret and belongs to somebody else",
            "it has to belong to the user who runs musicfs");
      }
      int mode = (Integer) is.getOrDefault("mode", PERMISSIONS) & PERMISSIONS;
      if ((mode & ~PRIVATE) != 0) {
        throw unavailable(
            "others may use the file " + file + ", which holds a secret",
            "chmod 600 " + Shell.quote(file.toString()));
      }
      return read(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private Optional<char[]> credential(String name) {
    String directory = variables.getOrDefault(CREDENTIALS, "");
    if (directory.isEmpty()) {
      throw unavailable(
          "there is no credential " + name + ": " + CREDENTIALS + " is not set",
          "credentials are for services of systemd: LoadCredential=" + name + ":/path");
    }
    Path file = Path.of(directory, name);
    try {
      return read(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Optional<char[]> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return decode(in.readNBytes(MOST_BYTES + 1), file.toString());
    }
  }

  private Optional<char[]> keyring(List<String> attributes) {
    List<String> command = new ArrayList<>(List.of(secretTool, "lookup"));
    command.addAll(attributes);
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw unavailable(
          "a secret is in the keyring and secret-tool cannot be run",
          "install it (Debian: libsecret-tools), or keep the secret elsewhere");
    }
    try {
      // What it prints fits the pipe: it ends without being read.
      if (!process.waitFor(KEYRING_SECONDS, TimeUnit.SECONDS)) {
        throw unavailable("the keyring does not answer", "unlock it, or keep the secret elsewhere");
      }
      try (InputStream out = process.getInputStream()) {
        return decode(out.readNBytes(MOST_BYTES + 1), "the keyring");
      }
    } catch (IOException e) {
      throw unavailable("the keyring cannot be read", "musicfs reads it with secret-tool lookup");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("reading the keyring was interrupted", "");
    } finally {
      process.destroyForcibly();
    }
  }

  /** Overwrites {@code bytes}. */
  private static Optional<char[]> decode(byte[] bytes, String place) {
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\n') {
      length--;
      if (length > 0 && bytes[length - 1] == '\r') {
        length--;
      }
    }
    try {
      if (length == 0) {
        return Optional.empty();
      }
      CharBuffer text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      char[] secret = new char[text.remaining()];
      text.get(secret);
      text.clear();
      text.put(new char[text.capacity()]);
      if (bytes.length > MOST_BYTES) {
        Arrays.fill(secret, '\0');
        throw unavailable("what is in " + place + " is too long for a secret", "");
      }
      return Optional.of(secret);
    } catch (CharacterCodingException e) {
      throw unavailable("the secret in " + place + " is not UTF-8", "write it as UTF-8");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static UserError unreadable(Path file, IOException e) {
    return unavailable(
        e instanceof NoSuchFileException
            ? "there is no file " + file + ", which should hold a secret"
            : "the file " + file + ", which holds a secret, cannot be read",
        "make it a file that only the user who runs musicfs can read");
  }

  private static UserError unavailable(String message, String remedy) {
    return new UserError(ExitCode.CONFIG, message, remedy);
  }
}

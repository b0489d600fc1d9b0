package org.musicfs.origin.sftp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.FileUri;
import org.musicfs.core.origin.OriginPath;

/**
 * {@code sftp://[user@]host[:port]/path}. Its one spelling: host in lower case, the port left out
 * if it is 22, every byte of user and path but letters, digits and {@code - _ . ~ /} as {@code
 * %HH}, no empty or dotted names, no slash at the end but the root's.
 *
 * @param user who logs in; empty for the user of this process
 * @param host a name or an address, an IPv6 address without brackets
 * @param port 1 to 65535
 * @param path absolute, as the file URI {@link FileUri} makes of it
 */
record SftpLocation(Optional<String> user, String host, int port, String path) {
  static final String SCHEME = "sftp";
  private static final int DEFAULT_PORT = 22;
  private static final String FILE = "file://";

  private static final Pattern FORM =
      Pattern.compile(
          "(?i)sftp://(?:(?<user>[^@/]*)@)?(?<host>[a-z0-9._-]+|\\[[0-9a-f:.]+(?:%[a-z0-9._-]+)?\\])"
              + "(?::(?<port>\\d{1,5}))?(?<path>/.*)?",
          Pattern.DOTALL);

  /**
   * Understands what a person typed, in any spelling.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  static SftpLocation parse(String typed) {
    Matcher parts = FORM.matcher(typed);
    if (!parts.matches()) {
      throw new IllegalArgumentException("it is not of the form sftp://[user@]host[:port]/path");
    }
    @Nullable String user = parts.group("user");
    if (user != null && user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("a location holds no password");
    }
    if (user != null && user.isEmpty()) {
      throw new IllegalArgumentException("there is no name before the @");
    }
    @Nullable String digits = parts.group("port");
    int port = digits == null ? DEFAULT_PORT : Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("there is no port " + port);
    }
    String host = parts.group("host").toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    @Nullable String path = parts.group("path");
    return new SftpLocation(
        Optional.ofNullable(user)
            .map(u -> new String(decoded("/" + u), StandardCharsets.UTF_8).substring(1)),
        host,
        port,
        FileUri.of(normalised(decoded(path == null ? "/" : path))));
  }

  /** Percent signs resolved, other characters as UTF-8. */
  private static byte[] decoded(String typed) {
    StringBuilder uri = new StringBuilder(FILE);
    for (byte b : typed.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f) {
        uri.append((char) b);
      } else {
        uri.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    byte @Nullable [] bytes = FileUri.path(uri.toString());
    if (bytes == null) {
      throw new IllegalArgumentException("a % is followed by two hexadecimal digits, never 00");
    }
    return bytes;
  }

  private static byte[] normalised(byte[] path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : new String(path, StandardCharsets.ISO_8859_1).split("/", -1)) {
      if (name.equals("..")) {
        throw new IllegalArgumentException("its path holds '..'");
      }
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return ("/" + String.join("/", names)).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The absolute path of the origin's root at the server, without a slash at the end. */
  byte[] root() {
    byte @Nullable [] root = FileUri.path(path);
    if (root == null) {
      throw new IllegalStateException(path);
    }
    return root;
  }

  /** The host as known_hosts and people write it beside a port. */
  String bracketedHost() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** For people: the path readable. Not reversible. */
  String display() {
    return authority() + OriginPath.display(root());
  }

  /** The one spelling. */
  @Override
  public String toString() {
    return authority() + path.substring(FILE.length());
  }

  private String authority() {
    String login =
        user.map(
                u ->
                    FileUri.of(("/" + u).getBytes(StandardCharsets.UTF_8))
                            .substring(FILE.length() + 1)
                        + "@")
            .orElse("");
    return SCHEME + "://" + login + bracketedHost() + (port == DEFAULT_PORT ? "" : ":" + port);
  }
}

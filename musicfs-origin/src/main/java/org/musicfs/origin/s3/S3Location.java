package org.musicfs.origin.s3;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.FileUri;
import org.musicfs.core.origin.OriginPath;

/**
 * {@code s3://bucket[/prefix][?endpoint=http[s]://host[:port]]}. Its one spelling: every byte of
 * the prefix but letters, digits and {@code - _ . ~ /} as {@code %HH}, no empty or dotted names, no
 * slash at the end; the endpoint in lower case, its port left out if it is the scheme's own.
 *
 * @param bucket its name
 * @param prefix of every key, without a slash at either end; empty for the whole bucket
 * @param endpoint the server's URL without a path; empty for Amazon's
 */
record S3Location(String bucket, String prefix, Optional<String> endpoint) {
  static final String SCHEME = "s3";
  private static final String ROOT = "file:///";

  private static final Pattern FORM =
      Pattern.compile(
          "(?i:s3)://(?<bucket>[a-z0-9][a-z0-9._-]{1,62})(?:/(?<prefix>[^?]*))?"
              + "(?:\\?endpoint=(?<endpoint>[^?&]*))?",
          Pattern.DOTALL);
  private static final Pattern ENDPOINT =
      Pattern.compile(
          "(?<scheme>https?)://(?<host>[a-z0-9._-]+|\\[[0-9a-f:.]+\\])(?::(?<port>\\d{1,5}))?/?");

  /**
   * Understands what a person typed, in any spelling. A question mark in the prefix is typed as
   * {@code %3F}.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  static S3Location parse(String typed) {
    Matcher parts = FORM.matcher(typed);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "it is not of the form s3://bucket/prefix?endpoint=https://host:port");
    }
    @Nullable String prefix = parts.group("prefix");
    @Nullable String endpoint = parts.group("endpoint");
    return new S3Location(
        parts.group("bucket"),
        normalised(prefix == null ? "" : prefix),
        Optional.ofNullable(endpoint).map(S3Location::endpoint));
  }

  /**
   * An endpoint in its one spelling.
   *
   * @throws IllegalArgumentException if it is none; the message says why and does not repeat it
   */
  static String endpoint(String typed) {
    Matcher parts = ENDPOINT.matcher(typed.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException("an endpoint is of the form https://host:port");
    }
    String scheme = parts.group("scheme");
    @Nullable String digits = parts.group("port");
    int own = scheme.equals("https") ? 443 : 80;
    int port = digits == null ? own : Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("there is no port " + port);
    }
    return scheme + "://" + parts.group("host") + (port == own ? "" : ":" + port);
  }

  private static String normalised(String typed) {
    byte @Nullable [] decoded = FileUri.path(ROOT + escaped(typed));
    if (decoded == null) {
      throw new IllegalArgumentException("a % is followed by two hexadecimal digits, never 00");
    }
    if (!OriginPath.isUtf8(decoded)) {
      throw new IllegalArgumentException("its prefix is no UTF-8, as every key is");
    }
    List<String> names = new ArrayList<>();
    for (String name : new String(decoded, StandardCharsets.UTF_8).split("/", -1)) {
      if (name.equals("..") || name.equals(".")) {
        throw new IllegalArgumentException("its prefix holds '" + name + "'");
      }
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return String.join("/", names);
  }

  /** Only what no URI can hold is escaped, so that escapes that were typed stay. */
  private static String escaped(String typed) {
    StringBuilder uri = new StringBuilder();
    for (byte b : typed.getBytes(StandardCharsets.UTF_8)) {
      uri.append(b > ' ' && b < 0x7f ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
    }
    return uri.toString();
  }

  /** For people: the prefix readable, the endpoint left out. Not reversible. */
  String display() {
    return SCHEME + "://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }

  /** The one spelling. */
  @Override
  public String toString() {
    String path =
        prefix.isEmpty()
            ? ""
            : FileUri.of(("/" + prefix).getBytes(StandardCharsets.UTF_8))
                .substring(ROOT.length() - 1);
    return SCHEME + "://" + bucket + path + endpoint.map(e -> "?endpoint=" + e).orElse("");
  }
}

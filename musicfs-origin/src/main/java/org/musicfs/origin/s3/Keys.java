package org.musicfs.origin.s3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.musicfs.core.origin.OriginPath;

/**
 * Keys of a bucket as paths of an origin, and back. A key is UTF-8 and may hold what no path can:
 * such keys have no path.
 *
 * @param prefix of every key, without a slash at either end; empty for the whole bucket
 */
record Keys(String prefix) {
  /** What every key below the root begins with: empty, or with a slash at the end. */
  String root() {
    return prefix.isEmpty() ? "" : prefix + "/";
  }

  /** The key of a file; empty if no key can have this path. */
  Optional<String> file(OriginPath path) {
    return path.isRoot() || !path.isUtf8()
        ? Optional.empty()
        : Optional.of(root() + new String(path.toBytes(), StandardCharsets.UTF_8));
  }

  /** What every key in a directory begins with; empty if no key can. */
  Optional<String> directory(OriginPath path) {
    return path.isRoot() ? Optional.of(root()) : file(path).map(key -> key + "/");
  }

  /**
   * The path of a key, or of a common prefix, in {@code directory}; empty if its name is none that
   * a file can have.
   */
  static Optional<OriginPath> child(OriginPath directory, String directoryKey, String key) {
    if (!key.startsWith(directoryKey)) {
      return Optional.empty();
    }
    String name = key.substring(directoryKey.length());
    if (name.endsWith("/")) {
      name = name.substring(0, name.length() - 1);
    }
    try {
      return Optional.of(directory.resolve(name.getBytes(StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

package org.musicfs.index.tree;

import java.util.regex.Pattern;
import org.musicfs.core.origin.OriginPath;

/** Directories that hold one disc of an album, known by their name: the album is their parent. */
final class DiscDirectory {
  /** {@code CD1}, {@code Disc 2 - Live}, {@code Side A} … */
  private static final Pattern NAME =
      Pattern.compile("(?i)(cd|dis[ck]|dvd|lp|side|vinyl|teil|part)[ ._-]*([0-9]{1,2}|[a-h])\\b.*");

  private DiscDirectory() {}

  static boolean is(OriginPath path) {
    return !path.isRoot() && NAME.matcher(OriginPath.display(path.name())).matches();
  }
}

package org.musicfs.origin.sftp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.musicfs.core.origin.OriginPath;

/** Paths of one origin as its server knows them, in raw bytes. Immutable. */
final class SftpPaths {
  private final byte[] root;

  /**
   * @param root absolute, without a slash at the end (unless it is {@code /})
   */
  SftpPaths(byte[] root) {
    this.root = root.clone();
  }

  byte[] root() {
    return root.clone();
  }

  byte[] absolute(OriginPath path) {
    if (path.isRoot()) {
      return root();
    }
    byte[] below = path.toBytes();
    int length = root.length == 1 ? 0 : root.length;
    byte[] all = Arrays.copyOf(root, length + 1 + below.length);
    all[length] = '/';
    System.arraycopy(below, 0, all, length + 1, below.length);
    return all;
  }

  /** From the first name below the root to the path itself; none for the root. */
  List<OriginPath> prefixes(OriginPath path) {
    List<OriginPath> prefixes = new ArrayList<>();
    for (OriginPath at = path; !at.isRoot(); at = at.parent()) {
      prefixes.add(at);
    }
    Collections.reverse(prefixes);
    return prefixes;
  }
}

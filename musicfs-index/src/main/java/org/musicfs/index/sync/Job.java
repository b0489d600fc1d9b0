package org.musicfs.index.sync;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.SyncStore.KnownDirectory;

/**
 * A directory to list.
 *
 * @param known what the catalogue has of it; empty if it is new
 * @param chain this directory and those it was reached through, as far as they are known
 */
record Job(OriginPath path, Optional<KnownDirectory> known, @Nullable Chain chain, int depth) {
  /** Deeper is no music but a mistake; a bound where an origin offers no inodes. */
  static final int MAX_DEPTH = 64;

  /** The directories from the start down to one of them. */
  record Chain(long device, long inode, @Nullable Chain above) {
    /**
     * Whether listing this directory below {@code above} would go round in a circle. A directory
     * reached by two links side by side is no circle and is listed under both names.
     */
    static boolean closesLoop(@Nullable Chain above, FileStamp directory) {
      for (@Nullable Chain c = above; c != null; c = c.above) {
        if (c.inode == directory.inode() && c.device == directory.device()) {
          return c.inode != 0;
        }
      }
      return false;
    }
  }
}

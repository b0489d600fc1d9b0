package org.musicfs.index.sync;

import java.util.Optional;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.SyncStore;
import org.musicfs.index.catalogue.SyncStore.KnownDirectory;

/**
 * Where a sync starts.
 *
 * @param start the first directory listed
 * @param known what the catalogue has of it
 * @param shallow whether its known sub-directories are left alone, as when one file or a directory
 *     that is gone was asked for
 */
record Scope(OriginPath start, Optional<KnownDirectory> known, boolean shallow) {
  /**
   * The scope for {@code path}: itself, or the nearest directory above it whose own directory the
   * catalogue knows; so no directory is ever recorded before the one that holds it.
   */
  static Scope of(SyncStore store, OriginId origin, OriginPath path) throws CatalogueException {
    OriginPath start = path;
    Optional<KnownDirectory> known = store.directory(origin, start);
    while (known.isEmpty()
        && !start.isRoot()
        && store.directory(origin, start.parent()).isEmpty()) {
      start = start.parent();
      known = store.directory(origin, start);
    }
    return new Scope(start, known, !start.equals(path));
  }

  /** The scope for a start that turned out to be a file, or gone: its directory. */
  Scope above(SyncStore store, OriginId origin) throws CatalogueException {
    OriginPath parent = start.parent();
    return new Scope(parent, store.directory(origin, parent), true);
  }

  Job job() {
    return new Job(start, known, null, 0);
  }
}

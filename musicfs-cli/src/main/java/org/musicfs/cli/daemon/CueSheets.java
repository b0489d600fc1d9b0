package org.musicfs.cli.daemon;

import java.nio.charset.Charset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.musicfs.core.config.CueMode;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.library.CueSplitter;
import org.musicfs.index.library.Library;
import org.musicfs.origin.OriginRegistry;

/**
 * Lets the library's cue sheets be followed as {@code tree.cue} says. {@link #changed} may be
 * called by any thread, {@link #follow} by one at a time.
 */
final class CueSheets {
  private final CueSplitter splitter;
  private final CueMode mode;
  private final OriginRegistry origins;
  private final BooleanSupplier stop;
  private final AtomicBoolean waiting = new AtomicBoolean();

  CueSheets(Library library, OriginRegistry origins, MusicfsConfig config, BooleanSupplier stop) {
    this.splitter =
        library.cueSplitter(this::open, Charset.forName(config.tags().legacyEncoding()));
    this.mode = config.tree().cue();
    this.origins = origins;
    this.stop = stop;
  }

  /** Waits for the origin, as long as its own deadline lets. */
  private Optional<OriginReader> open(OriginId id, OriginPath path) throws OriginException {
    Optional<Origin> origin = origins.find(id);
    return origin.isEmpty() ? Optional.empty() : Optional.of(origin.get().open(path));
  }

  /** Whether {@link #follow} is to be called and nobody was told yet. */
  boolean changed() {
    return mode == CueMode.SPLIT && waiting.compareAndSet(false, true);
  }

  /** Follows the sheets that are new or changed, or lists them again. */
  void follow() throws CatalogueException {
    waiting.set(false);
    if (mode == CueMode.SPLIT) {
      splitter.run(stop);
    } else {
      splitter.undo();
    }
  }
}

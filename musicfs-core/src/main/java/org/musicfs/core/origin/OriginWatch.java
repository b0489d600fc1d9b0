package org.musicfs.core.origin;

/**
 * Tells of changes at an origin as they happen. What it tells is where to look, not what has
 * happened: a listing decides. Thread-safe.
 */
public interface OriginWatch extends AutoCloseable {
  /** Hears of changes; called from a thread of the watch, and returns at once. */
  interface Listener {
    /**
     * Something may have changed.
     *
     * @param path that came, went, or is another than it was
     * @param directory whether it is, or was, a directory
     */
    void changed(OriginPath path, boolean directory);

    /** Changes were missed: anything may have changed. */
    void missed();
  }

  /** Directories that are watched. */
  int directories();

  /** Whether every directory that was to be watched is; false once the system refused one. */
  boolean isComplete();

  /** Ends it; the listener hears nothing afterwards. */
  @Override
  void close();
}

package org.musicfs.core.content;

/** An open file of this machine. Closing gives the descriptor back. */
public interface BackingFile extends AutoCloseable {
  /** An open descriptor, for reading; valid until {@link #close}. */
  int descriptor();

  /** Nothing happens the second time. */
  @Override
  void close();

  /**
   * A file that somebody keeps open for the one who gets this. Thread-safe if {@code giveBack} is.
   *
   * @param descriptor open for reading
   * @param giveBack run by the first close
   */
  static BackingFile of(int descriptor, Runnable giveBack) {
    return new LentFile(descriptor, giveBack);
  }
}

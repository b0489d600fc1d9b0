package org.musicfs.core.content;

/** An open file of this machine. Closing gives the descriptor back. */
public interface BackingFile extends AutoCloseable {
  /** An open descriptor, for reading; valid until {@link #close}. */
  int descriptor();

  @Override
  void close();
}

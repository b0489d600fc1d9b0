package org.musicfs.index.tags;

import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;

/** Reads what a file says of itself. Thread-safe; callers run several reads at once. */
public interface TagReader extends AutoCloseable {
  /**
   * Whether a file of this name is taken for audio (by extension; the content decides the format).
   *
   * @param name the last path component, raw bytes
   */
  boolean isAudioName(byte[] name);

  /**
   * Reads tags, properties and layout. Never fails for what is in the file: a file that is damaged,
   * hostile, or no audio although its name says so, comes back with {@link TrackMetadata#problem}
   * set and an unknown layout. Films, and files whose name promises nothing and that are no audio,
   * are {@link Reading.NoMusic}. Bounded in time and memory.
   *
   * @param path for the name and for messages
   * @param sizeBytes length of the file
   * @param reader the file, read by ranges; stays open
   * @throws OriginException if the file could not be read at the origin
   */
  Reading read(OriginPath path, long sizeBytes, OriginReader reader) throws OriginException;

  /** Stops the workers. Idle workers stop by themselves. */
  @Override
  void close();
}

package org.musicfs.index.tags;

import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.audio.TrackMetadata;

/** What reading a file told: it is decided by its content. */
public sealed interface Reading {
  /** Audio, as good or bad as it may be. */
  record Audio(TrackMetadata metadata) implements Reading {}

  /**
   * A file that is not to be listed as a track.
   *
   * @param reason for a person: what it is instead
   */
  record NoMusic(String reason) implements Reading {}

  /**
   * A file that could not be read: listed under its name if that promises audio.
   *
   * @param name the last component of its path, raw bytes
   */
  static Reading unreadable(byte[] name, long sizeBytes, String reason) {
    Optional<AudioFormat> promised = AudioFormat.ofName(name);
    return promised.isEmpty()
        ? new NoMusic(reason)
        : new Audio(
            new TrackMetadata(
                promised.get(),
                Tags.EMPTY,
                AudioProperties.UNKNOWN,
                Layout.unknown(sizeBytes),
                Optional.empty(),
                Optional.of(reason)));
  }

  /**
   * What it says of itself.
   *
   * @throws IllegalStateException if it is no music
   */
  default TrackMetadata metadata() {
    return switch (this) {
      case Audio audio -> audio.metadata;
      case NoMusic none -> throw new IllegalStateException(none.reason);
    };
  }
}

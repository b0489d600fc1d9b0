package org.musicfs.index.catalogue;

import java.util.Optional;
import org.musicfs.core.audio.TrackMetadata;

/** What a file that sync found turned out to be. */
public sealed interface FoundContent {
  /** What its location is. */
  LocationKind kind();

  /** A track. */
  record Audio(TrackMetadata metadata) implements FoundContent {
    @Override
    public LocationKind kind() {
      return LocationKind.TRACK;
    }
  }

  /**
   * A file that belongs to an album: a picture, a booklet, lyrics.
   *
   * @param text of a file that names others; else empty: it was not opened
   */
  record Companion(Optional<byte[]> text) implements FoundContent {
    @Override
    public LocationKind kind() {
      return LocationKind.COMPANION;
    }
  }

  /**
   * Neither. It is remembered so that it is not opened again while it stays as it is.
   *
   * @param reason for a person: what it is instead
   */
  record NoMusic(String reason) implements FoundContent {
    @Override
    public LocationKind kind() {
      return LocationKind.NO_MUSIC;
    }
  }
}

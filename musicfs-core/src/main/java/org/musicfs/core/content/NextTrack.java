package org.musicfs.core.content;

import java.util.OptionalLong;

/** Which track is likely to be played after another. Thread-safe. */
@FunctionalInterface
public interface NextTrack {
  /** Nobody knows. */
  NextTrack UNKNOWN = versionId -> OptionalLong.empty();

  /**
   * The version of the track that follows this one where it is listed. May wait for the catalogue.
   *
   * @return empty if there is none, or this is no track
   * @throws ContentException {@code UNAVAILABLE} if the catalogue cannot answer
   */
  OptionalLong after(long versionId) throws ContentException;
}

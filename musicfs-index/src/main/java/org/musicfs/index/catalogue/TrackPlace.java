package org.musicfs.index.catalogue;

import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/**
 * Where a track comes from: a file, or a part of one that is a whole album.
 *
 * @param part 0 for the file, else the track's number in the cue sheet that cuts it
 */
public record TrackPlace(OriginId origin, OriginPath path, int part) {
  public TrackPlace {
    if (part < 0) {
      throw new IllegalArgumentException("part " + part);
    }
  }

  /** A file. */
  public TrackPlace(OriginId origin, OriginPath path) {
    this(origin, path, 0);
  }
}

package org.musicfs.index.tree;

import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/**
 * What placing a track needs to know of it.
 *
 * @param track its id
 * @param isNew whether it certainly has no place yet
 * @param origin where its file is
 * @param path of its file
 * @param tags with overrides applied
 * @param version shown
 * @param sizeBytes of the version
 * @param mtimeNanos of the version
 * @param addedMillis when it came into the library
 * @param isListed whether it is; else tracks that are cut from it are
 */
public record PlacedTrack(
    long track,
    boolean isNew,
    OriginId origin,
    OriginPath path,
    Tags tags,
    AudioFormat format,
    long version,
    long sizeBytes,
    long mtimeNanos,
    long addedMillis,
    boolean isListed) {
  /** A track that only a name is wanted for. */
  static PlacedTrack unplaced(
      OriginId origin, OriginPath path, Tags tags, AudioFormat format, long addedMillis) {
    return new PlacedTrack(0, true, origin, path, tags, format, 0, 0, 0, addedMillis, true);
  }
}

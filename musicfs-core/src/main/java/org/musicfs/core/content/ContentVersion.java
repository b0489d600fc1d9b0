package org.musicfs.core.content;

import java.util.List;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;

/**
 * An immutable state of a file's bytes, and where they can be had.
 *
 * @param id never reused
 * @param stamp what the origin said when the version was recorded
 * @param layout regions, covering exactly {@code stamp.sizeBytes()}
 * @param locations in order of preference, at least one
 */
public record ContentVersion(long id, FileStamp stamp, Layout layout, List<Location> locations) {
  public ContentVersion {
    locations = List.copyOf(locations);
  }

  /** One file at one origin. */
  public record Location(OriginId origin, OriginPath path) {}
}

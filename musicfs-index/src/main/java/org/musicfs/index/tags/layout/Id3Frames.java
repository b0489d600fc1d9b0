package org.musicfs.index.tags.layout;

import java.util.List;

/**
 * The frames of an ID3v2 tag that say something in words, each whole with its header, of a size
 * that is right and small; pictures, padding and unsynchronisation are gone.
 *
 * @param version 2, 3 or 4
 * @param frames in order; not to be modified
 */
public record Id3Frames(int version, List<byte[]> frames) {
  /** No tag. */
  public static final Id3Frames NONE = new Id3Frames(4, List.of());

  public Id3Frames {
    frames = List.copyOf(frames);
  }
}

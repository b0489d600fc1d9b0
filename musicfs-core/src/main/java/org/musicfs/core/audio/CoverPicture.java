package org.musicfs.core.audio;

/**
 * The picture in a file that stands for its album.
 *
 * @param offset bytes from the start of the file
 * @param length bytes, more than 0
 */
public record CoverPicture(ImageType type, long offset, long length) {
  public CoverPicture {
    if (offset < 0 || length <= 0) {
      throw new IllegalArgumentException("cover " + offset + "+" + length);
    }
  }
}

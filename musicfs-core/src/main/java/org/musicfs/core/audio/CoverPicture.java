package org.musicfs.core.audio;

import java.util.Optional;
import org.musicfs.core.cut.Cut;

/**
 * The picture in a file that stands for its album.
 *
 * @param offset bytes from the start of the file
 * @param length bytes, more than 0
 * @param cut how it is read where it does not lie there as it is, byte by byte
 */
public record CoverPicture(ImageType type, long offset, long length, Optional<Cut> cut) {
  public CoverPicture {
    if (offset < 0 || length <= 0) {
      throw new IllegalArgumentException("cover " + offset + "+" + length);
    }
  }

  /** One that lies there as it is. */
  public CoverPicture(ImageType type, long offset, long length) {
    this(type, offset, length, Optional.empty());
  }
}

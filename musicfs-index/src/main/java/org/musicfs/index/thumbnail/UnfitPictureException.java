package org.musicfs.index.thumbnail;

import org.jspecify.annotations.Nullable;

/** No small version can be made of a picture, however often that is tried. */
final class UnfitPictureException extends Exception {
  private static final long serialVersionUID = 1;

  UnfitPictureException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

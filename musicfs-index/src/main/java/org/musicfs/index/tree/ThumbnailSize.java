package org.musicfs.index.tree;

import java.util.Arrays;
import java.util.Optional;

/** The small versions that there are of a cover. */
public enum ThumbnailSize {
  THUMB("cover_thumb.jpg", 150),
  MEDIUM("cover_medium.jpg", 300);

  private final String fileName;
  private final int pixels;

  ThumbnailSize(String fileName, int pixels) {
    this.fileName = fileName;
    this.pixels = pixels;
  }

  /** The size that is found under this name; empty if it is no such name. */
  static Optional<ThumbnailSize> ofName(String name) {
    return Arrays.stream(values()).filter(size -> size.fileName.equals(name)).findFirst();
  }

  /** The name it is found under, in the directory of the cover. */
  public String fileName() {
    return fileName;
  }

  /** The longer side at most. */
  public int pixels() {
    return pixels;
  }
}

package org.musicfs.core.content;

import java.nio.ByteBuffer;
import org.musicfs.core.cut.Cut;

/** What a version is made of that is no file of an origin as it is. */
public sealed interface Derived {
  /**
   * A part of another version: a picture in a track. It has no bytes of its own, so what the store
   * keeps of the other serves both.
   *
   * @param version that it is a part of; not derived itself
   * @param offset bytes from the start of that version
   * @param length bytes, more than 0; ends within that version
   */
  record Slice(long version, long offset, long length) implements Derived {
    public Slice {
      if (offset < 0 || length <= 0) {
        throw new IllegalArgumentException("slice " + offset + "+" + length);
      }
    }
  }

  /**
   * What is cut from another version: a track of an album that is one file, parts of it with a head
   * of our own; a picture that does not lie in its file as it is.
   *
   * @param version that it is cut from; not derived itself
   */
  record Excerpt(long version, Cut cut) implements Derived {}

  /**
   * Bytes of our own: a playlist with paths of the tree.
   *
   * @param bytes all of them, from the position to the limit; not to be changed
   */
  record Made(ByteBuffer bytes) implements Derived {
    public Made {
      bytes = bytes.asReadOnlyBuffer();
    }
  }
}

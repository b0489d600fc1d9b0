package org.musicfs.cas.chunk;

import java.util.Optional;
import org.musicfs.core.audio.Region;

/** Who may push a chunk out of the store. */
public enum ChunkClass {
  /** Audio and whatever is not known to be anything else. */
  AUDIO(0),
  /**
   * Heads, pictures and tails: scanners and file managers live on them; audio never evicts them.
   */
  PROTECTED(1);

  private final int code;

  ChunkClass(int code) {
    this.code = code;
  }

  /** As stored in manifests and in the index. */
  public int code() {
    return code;
  }

  /** The class with this code. */
  public static Optional<ChunkClass> of(int code) {
    return switch (code) {
      case 0 -> Optional.of(AUDIO);
      case 1 -> Optional.of(PROTECTED);
      default -> Optional.empty();
    };
  }

  /** The class of the chunks of a region. */
  public static ChunkClass of(Region.Kind kind) {
    return switch (kind) {
      case HEAD, PICTURE, TAIL -> PROTECTED;
      case AUDIO, UNKNOWN -> AUDIO;
    };
  }
}

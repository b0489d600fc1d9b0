package org.musicfs.core.audio;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What kind of picture some bytes are, by their start; what a tag says of its picture is often
 * wrong.
 */
public enum ImageType {
  JPEG("jpg"),
  PNG("png"),
  WEBP("webp"),
  GIF("gif"),
  BMP("bmp");

  /** Bytes of the start that tell the type. */
  public static final int SIGNATURE_BYTES = 12;

  private final String extension;

  ImageType(String extension) {
    this.extension = extension;
  }

  /** In lower case, without a dot. */
  public String extension() {
    return extension;
  }

  /**
   * The type of a picture; empty if it is none of these.
   *
   * @param start its first {@link #SIGNATURE_BYTES} bytes, read from the position on; unchanged
   */
  public static Optional<ImageType> of(ByteBuffer start) {
    byte[] bytes = new byte[Math.min(start.remaining(), SIGNATURE_BYTES)];
    start.duplicate().get(bytes);
    return Arrays.stream(values())
        .filter(type -> type.matches(new String(bytes, StandardCharsets.ISO_8859_1)))
        .findFirst();
  }

  private boolean matches(String start) {
    return switch (this) {
      case JPEG -> start.startsWith("\u00ff\u00d8\u00ff");
      case PNG -> start.startsWith("\u0089PNG\r\n\u001a\n");
      case WEBP -> start.startsWith("RIFF") && start.startsWith("WEBP", 8);
      case GIF -> start.startsWith("GIF87a") || start.startsWith("GIF89a");
      case BMP -> start.startsWith("BM");
    };
  }
}

package org.musicfs.core.audio;

import java.util.Locale;

/** The audio codings musicfs recognises. The name in lower case is what {@code $format} shows. */
public enum AudioFormat {
  FLAC("flac"),
  MP3("mp3"),
  AAC("m4a"),
  ALAC("m4a"),
  VORBIS("ogg"),
  OPUS("opus"),
  WAV("wav"),
  AIFF("aiff");

  private final String extension;

  AudioFormat(String extension) {
    this.extension = extension;
  }

  /** The usual extension, without dot. */
  public String extension() {
    return extension;
  }

  /** The codec's name in lower case: {@code flac}, {@code alac}, {@code vorbis} … */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.musicfs.core.audio;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The audio codings musicfs recognises. The name in lower case is what {@code $format} shows. */
public enum AudioFormat {
  FLAC("flac", "fla"),
  MP3("mp3", "mp2", "mp1", "mpga"),
  AAC("m4a", "m4b", "m4p", "m4r", "mp4", "aac", "adts"),
  ALAC("m4a"),
  VORBIS("ogg", "oga"),
  OPUS("opus"),
  SPEEX("spx"),
  WAV("wav", "wave", "bwf", "rf64"),
  AIFF("aiff", "aif", "aifc"),
  /** Monkey's Audio. */
  APE("ape"),
  WAVPACK("wv"),
  MUSEPACK("mpc", "mpp", "mp+"),
  TTA("tta"),
  TAK("tak"),
  OPTIMFROG("ofr", "ofs"),
  /** Direct stream digital, in DSF or DSDIFF. */
  DSD("dsf", "dff"),
  WMA("wma", "asf"),
  /** Matroska or WebM with a coding that is none of the others. */
  MATROSKA("mka", "weba", "mkv", "webm");

  /** Extensions of containers that hold films more often than music. */
  private static final Set<String> FILMS = Set.of("mp4", "mkv", "webm");

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> extensions;

  AudioFormat(String... extensions) {
    this.extensions = List.of(extensions);
  }

  /** The usual extension, without dot. */
  public String extension() {
    return extensions.getFirst();
  }

  /**
   * What a file of this name promises to be; its content decides.
   *
   * @param extension without dot, in any case
   */
  public static Optional<AudioFormat> ofExtension(String extension) {
    String lower = extension.toLowerCase(Locale.ROOT);
    for (AudioFormat format : values()) {
      if (format.extensions.contains(lower)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * What a file of this name promises to be; its content decides.
   *
   * @param name the last component of a path, raw bytes
   */
  public static Optional<AudioFormat> ofName(byte[] name) {
    return FileExtension.of(name).flatMap(AudioFormat::ofExtension);
  }

  /**
   * Whether a file of this name may as well be a film, with a sound track that is no music.
   *
   * @param name as in {@link #ofName}
   */
  public static boolean mayBeFilm(byte[] name) {
    return FileExtension.of(name).filter(FILMS::contains).isPresent();
  }

  /** The codec's name in lower case: {@code flac}, {@code alac}, {@code vorbis} … */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}

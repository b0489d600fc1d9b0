package org.musicfs.core.audio;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of files that belong to an album beside its tracks, known by their extension. */
public enum CompanionKind {
  IMAGE("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff"),
  BOOKLET("pdf"),
  /** Lyrics and subtitles, named like their track; any other text. */
  LYRICS("lrc", "elrc", "ttml", "srt", "txt"),
  /** Of the program that copied the disc. */
  LOG("log", "accurip"),
  /** Lists of tracks. */
  PLAYLIST("m3u", "m3u8"),
  /** Which track of an album begins where in its file. */
  CUE("cue"),
  /** Release notes. */
  NFO("nfo"),
  /** The front cover inside the tracks, where no file beside them is one: no file's extension. */
  EMBEDDED_COVER;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> extensions;

  CompanionKind(String... extensions) {
    this.extensions = List.of(extensions);
  }

  /**
   * The kind of a file of this name; empty if it is none.
   *
   * @param name the last component of a path, raw bytes
   */
  public static Optional<CompanionKind> ofName(byte[] name) {
    return FileExtension.of(name)
        .flatMap(
            extension ->
                Arrays.stream(values())
                    .filter(kind -> kind.extensions.contains(extension))
                    .findFirst());
  }

  /**
   * Whether it names other files, so that its text is read and shown with their names in the tree.
   */
  public boolean isText() {
    return this == PLAYLIST || this == CUE;
  }

  /** Whether a file named like a track is to be found under the track's name in the tree. */
  public boolean isNamedLikeATrack() {
    return this == LYRICS || this == CUE;
  }

  /** Its name in the configuration: {@code image}, {@code booklet} … */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.musicfs.index.tags.layout;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.origin.OriginException;

/** The containers that can be read: what each starts with, and who reads it. */
enum Container {
  FLAC("FLAC", FlacReader::new, "fLaC"),
  OGG("Ogg", OggReader::new, "OggS"),
  MP4("MP4", Mp4Reader::new, "????ftyp"),
  WAVE("WAV", WavReader::new, "RIFF????WAVE", "RF64????WAVE", "BW64????WAVE"),
  AIFF("AIFF", AiffReader::new, "FORM????AIFF", "FORM????AIFC"),
  MONKEYS("Monkey's Audio", MonkeysReader::new, "MAC "),
  WAVPACK("WavPack", WavPackReader::new, "wvpk"),
  MUSEPACK("Musepack", MusepackReader::new, "MP+", "MPCK"),
  TTA("True Audio", TtaReader::new, "TTA1"),
  TAK("TAK", TakReader::new, "tBaK"),
  OPTIMFROG("OptimFROG", OptimFrogReader::new, "OFR "),
  DSF("DSF", DsfReader::new, "DSD "),
  DSDIFF("DSDIFF", DsdiffReader::new, "FRM8????????DSD "),
  ASF("ASF", AsfReader::new, "0&\u00b2u\u008ef\u00cf\u0011"),
  MATROSKA("Matroska", MatroskaReader::new, "\u001aE\u00df\u00a3"),
  ADTS("ADTS", AdtsReader::new),
  MPEG("MP3", MpegReader::new);

  private static final int MAGIC_BYTES = 16;

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // a constructor
  private final BiFunction<RangeReader, Findings, ContainerReader> reader;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> magics;

  /**
   * @param title for people
   * @param magics what the file starts with, after its leading tags; {@code ?} is any byte
   */
  Container(
      String title, BiFunction<RangeReader, Findings, ContainerReader> reader, String... magics) {
    this.title = title;
    this.reader = reader;
    this.magics = List.of(magics);
  }

  String title() {
    return title;
  }

  ContainerReader reader(RangeReader in, Findings found) {
    return reader.apply(in, found);
  }

  /**
   * What the file is by its content.
   *
   * @param start first byte after the leading tags
   * @param promised by its name; junk may precede the first MPEG frame, so there the name has a say
   * @return null if it is none of these
   */
  static @Nullable Container at(RangeReader in, long start, Optional<AudioFormat> promised)
      throws OriginException, MalformedFileException {
    int length = (int) Math.min(MAGIC_BYTES, in.size() - start);
    String begin = Text.latin1(in.at(start, length), length);
    for (Container container : values()) {
      for (String magic : container.magics) {
        if (matches(begin, magic)) {
          return container;
        }
      }
    }
    if (AdtsReader.isAt(in, start)) {
      return ADTS;
    }
    boolean mpeg =
        promised.filter(format -> mpegByName(format, start > 0)).isPresent()
            || MpegReader.isAt(in, start);
    return mpeg ? MPEG : null;
  }

  private static boolean mpegByName(AudioFormat promised, boolean afterTags) {
    return promised == AudioFormat.MP3 || (afterTags && promised != AudioFormat.AAC);
  }

  private static boolean matches(String begin, String magic) {
    if (begin.length() < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if (magic.charAt(i) != '?' && magic.charAt(i) != begin.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The container that files of this format usually have, for people. */
  static String titleOf(AudioFormat format) {
    return switch (format) {
      case AAC, ALAC -> "MP4";
      case VORBIS -> "Ogg Vorbis";
      case OPUS -> "Opus";
      case SPEEX -> "Speex";
      case APE -> MONKEYS.title;
      case WAVPACK -> WAVPACK.title;
      case MUSEPACK -> MUSEPACK.title;
      case TTA -> TTA.title;
      case OPTIMFROG -> OPTIMFROG.title;
      case MATROSKA -> MATROSKA.title;
      default -> format.name().toUpperCase(Locale.ROOT);
    };
  }
}

package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.origin.OriginException;

/** Tells a file's container by its content and hands it to the reader for it. Stateless. */
public final class StructureReader {
  private static final int MAX_LEADING_TAGS = 8;
  private static final int MAGIC_BYTES = 12;

  private StructureReader() {}

  /**
   * Reads the structure of a file. Whatever is wrong with the file ends up in {@link
   * Structure#problem}, beside what was found before.
   *
   * @param in the file, more than 0 bytes long
   * @param expected the format its name promises
   * @throws OriginException if the file could not be read at the origin
   */
  public static Structure read(RangeReader in, AudioFormat expected) throws OriginException {
    Findings found = new Findings(expected);
    String what = "no " + name(expected) + " file";
    try {
      long start = leadingTags(in, found);
      Container container = container(in, start, expected);
      what = container == Container.NONE ? what : "damaged " + name(container, expected) + " file";
      switch (container) {
        case FLAC -> new FlacReader(in, found).read(start);
        case OGG -> new OggReader(in, found).read(start);
        case MP4 -> new Mp4Reader(in, found).read();
        case WAVE -> new WavReader(in, found).read();
        case AIFF -> new AiffReader(in, found).read();
        case MPEG -> new MpegReader(in, found).read(start);
        case NONE -> throw new MalformedFileException(start(in, start));
      }
    } catch (MalformedFileException e) {
      found.problem(what + ": " + e.getMessage());
    }
    return found.build(in.size());
  }

  private enum Container {
    FLAC,
    OGG,
    MP4,
    WAVE,
    AIFF,
    MPEG,
    NONE
  }

  private static long leadingTags(RangeReader in, Findings found)
      throws OriginException, MalformedFileException {
    long at = 0;
    for (int i = 0; i < MAX_LEADING_TAGS; i++) {
      long next = Id3v2Reader.read(in, at, in.size(), found);
      if (next == at) {
        break;
      }
      at = next;
    }
    return at;
  }

  private static Container container(RangeReader in, long start, AudioFormat expected)
      throws OriginException, MalformedFileException {
    int length = (int) Math.min(MAGIC_BYTES, in.size() - start);
    String magic = Text.latin1(in.at(start, length), length);
    if (magic.startsWith("fLaC")) {
      return Container.FLAC;
    }
    if (magic.startsWith("OggS")) {
      return Container.OGG;
    }
    if (start == 0 && magic.startsWith("RIFF") && magic.startsWith("WAVE", 8)) {
      return Container.WAVE;
    }
    boolean form = start == 0 && magic.startsWith("FORM");
    if (form && (magic.startsWith("AIFF", 8) || magic.startsWith("AIFC", 8))) {
      return Container.AIFF;
    }
    if (start == 0 && magic.startsWith("ftyp", 4)) {
      return Container.MP4;
    }
    // Junk may precede the first MPEG frame, so here the name has a say.
    boolean mpeg = expected == AudioFormat.MP3 || start > 0 || MpegReader.isAt(in, start);
    return mpeg ? Container.MPEG : Container.NONE;
  }

  private static String start(RangeReader in, long at)
      throws OriginException, MalformedFileException {
    int length = (int) Math.min(4, in.size() - at);
    ByteBuffer bytes = in.at(at, length);
    return "it starts with '" + Text.printable(Text.latin1(bytes, length)) + "'";
  }

  private static String name(Container container, AudioFormat expected) {
    return switch (container) {
      case OGG -> "Ogg";
      case MP4 -> "MP4";
      case WAVE -> "WAV";
      case MPEG -> "MP3";
      case FLAC, AIFF -> container.name();
      case NONE -> name(expected);
    };
  }

  private static String name(AudioFormat format) {
    return switch (format) {
      case AAC, ALAC -> "MP4";
      case VORBIS -> "Ogg Vorbis";
      case OPUS -> "Opus";
      default -> format.name().toUpperCase(Locale.ROOT);
    };
  }
}

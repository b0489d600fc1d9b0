package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.CoverPicture;
import org.musicfs.core.audio.ImageType;
import org.musicfs.core.audio.Region;
import org.musicfs.core.origin.OriginException;

/** Tells a file's container by its content and hands it to the reader for it. Stateless. */
public final class StructureReader {
  private static final int MAX_LEADING_TAGS = 8;

  private StructureReader() {}

  /**
   * Reads the structure of a file. Whatever is wrong with the file ends up in {@link
   * Structure#problem}, beside what was found before.
   *
   * @param in the file, more than 0 bytes long
   * @param promised the format its name promises; empty if it promises none
   * @throws OriginException if the file could not be read at the origin
   */
  public static Structure read(RangeReader in, Optional<AudioFormat> promised)
      throws OriginException {
    Findings found = new Findings(promised.orElse(AudioFormat.MP3));
    String what = "no " + promised.map(Container::titleOf).orElse("audio") + " file";
    try {
      long start = leadingTags(in, found);
      Container container = Container.at(in, start, promised);
      if (container == null) {
        found.nature(Structure.Nature.UNKNOWN);
        throw new MalformedFileException(start(in, start));
      }
      what = "damaged " + container.title() + " file";
      container.reader(in, found).read(start);
    } catch (MalformedFileException e) {
      found.problem(what + ": " + e.getMessage());
    }
    return found.build(in.size(), cover(in, found));
  }

  /** Its type is told by its bytes, which mostly lie where the reader has just been. */
  private static Optional<CoverPicture> cover(RangeReader in, Findings found)
      throws OriginException {
    Optional<Region> picture = found.cover();
    if (picture.isEmpty()) {
      return found.packedCover();
    }
    if (picture.get().end() > in.size()) {
      return Optional.empty();
    }
    Region region = picture.get();
    try {
      int length = (int) Math.min(ImageType.SIGNATURE_BYTES, region.length());
      return ImageType.of(in.at(region.offset(), length))
          .map(type -> new CoverPicture(type, region.offset(), region.length()));
    } catch (MalformedFileException e) {
      return Optional.empty();
    }
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

  private static String start(RangeReader in, long at)
      throws OriginException, MalformedFileException {
    int length = (int) Math.min(4, in.size() - at);
    ByteBuffer bytes = in.at(at, length);
    return "it starts with '" + Text.printable(Text.latin1(bytes, length)) + "'";
  }
}

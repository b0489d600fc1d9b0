package org.musicfs.index.thumbnail;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * What the segments before the first scan of a JPEG say of the memory that decoding takes (ISO/IEC
 * 10918-1, annex B): a picture in one scan is decoded row by row; of one in several, as a
 * progressive one is, all coefficients are held.
 *
 * @param coefficientBytes 2 for each coefficient that is held
 * @param profileBytes of segments APP2, that hold a colour profile
 */
record JpegHeader(long coefficientBytes, long profileBytes) {
  private static final int START_OF_IMAGE = 0xffd8;
  private static final int START_OF_SCAN = 0xda;
  private static final int APP2 = 0xe2;
  private static final int BLOCK = 8;

  /** A frame header: whether it is progressive, and its coefficients if all are held. */
  private record Frame(boolean progressive, int components, long bytes) {}

  /**
   * Reads them, from the start of the stream on.
   *
   * @throws UnfitPictureException if they make no sense
   * @throws IOException if they end before a scan, or cannot be read
   */
  static JpegHeader read(ImageInputStream in) throws IOException, UnfitPictureException {
    if (in.readUnsignedShort() != START_OF_IMAGE) {
      throw new UnfitPictureException("no JPEG", null);
    }
    long profile = 0;
    Frame frame = new Frame(false, 0, 0);
    while (true) {
      int marker = marker(in);
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        continue; // these stand alone
      }
      int length = in.readUnsignedShort() - 2;
      if (length < 0) {
        throw new UnfitPictureException("a segment of " + length + " bytes", null);
      }
      long end = in.getStreamPosition() + length;
      if (marker == START_OF_SCAN) {
        boolean isOne = !frame.progressive && in.readUnsignedByte() == frame.components;
        return new JpegHeader(isOne ? 0 : frame.bytes, profile);
      }
      if (isFrame(marker)) {
        frame = frame(in, marker);
      } else if (marker == APP2) {
        profile += length;
      }
      in.seek(end);
    }
  }

  private static int marker(ImageInputStream in) throws IOException, UnfitPictureException {
    if (in.readUnsignedByte() != 0xff) {
      throw new UnfitPictureException("no segment where one should begin", null);
    }
    int marker = 0xff;
    while (marker == 0xff) {
      marker = in.readUnsignedByte(); // 0xff fills up
    }
    return marker;
  }

  /** C4, C8 and CC among them are tables and an extension. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static Frame frame(ImageInputStream in, int marker)
      throws IOException, UnfitPictureException {
    in.readUnsignedByte(); // bits of a sample
    int height = in.readUnsignedShort();
    int width = in.readUnsignedShort();
    int components = in.readUnsignedByte();
    if (height == 0 || width == 0 || components == 0) {
      throw new UnfitPictureException("no pixels", null);
    }
    int[] factors = new int[components];
    int widest = 1;
    int highest = 1;
    for (int i = 0; i < components; i++) {
      in.readUnsignedByte(); // its number
      factors[i] = in.readUnsignedByte();
      widest = Math.max(widest, factors[i] >> 4);
      highest = Math.max(highest, factors[i] & 15);
      in.readUnsignedByte(); // its quantization table
    }
    long coefficients = 0;
    for (int factor : factors) {
      coefficients += side(width, factor >> 4, widest) * side(height, factor & 15, highest);
    }
    boolean progressive = (marker & 3) == 2;
    return new Frame(progressive, components, 2 * coefficients);
  }

  /** Samples along a side of a component, in whole blocks. */
  private static long side(long pixels, int factor, int greatest) {
    return Math.ceilDiv(pixels * factor, (long) greatest * BLOCK) * BLOCK;
  }
}

package org.musicfs.index.thumbnail;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.musicfs.core.audio.ImageType;

/**
 * Turns a picture into a JPEG of a certain size at most, its aspect kept. Stateless.
 *
 * <p>Memory: the decoder leaves out rows and columns so that less than four times the wanted side
 * is left along the longer one; for 300 pixels that is 1,200 x 1,200 of at most 8 bytes, 12 MB of
 * the heap. Beside these stand a row or two of the original, 0.5 MB each at {@link
 * #MOST_PIXELS_A_SIDE}, and what is made. A JPEG in several scans is held by its coefficients, and
 * a colour profile twice, outside the heap and in it: {@link #MOST_COEFFICIENT_BYTES} and {@link
 * #MOST_PROFILE_BYTES} are what is taken. So one picture takes 20 MB of the heap and 96 MiB beside
 * it at most.
 */
final class Thumbnailer {
  static final long MOST_PIXELS = 50_000_000;
  static final int MOST_PIXELS_A_SIDE = 65_535;

  /** 16 megapixels without, 33 with the usual halving of the colours. */
  static final long MOST_COEFFICIENT_BYTES = 96L << 20;

  static final long MOST_PROFILE_BYTES = 2L << 20;

  /** The decoded picture is at least this many times as large, so that there is what to average. */
  private static final int OVERSIZE = 2;

  private static final float QUALITY = 0.85f;

  private Thumbnailer() {}

  /**
   * Makes one.
   *
   * @param in the picture, from its start on
   * @param type by its first bytes
   * @param pixels the longer side at most; a smaller picture is not enlarged
   * @throws UnfitPictureException if it is too large, or no picture that can be read
   * @throws IOException if the stream cannot be read, or the picture is damaged
   */
  static byte[] make(ImageInputStream in, ImageType type, int pixels)
      throws IOException, UnfitPictureException {
    switch (type) {
      case JPEG -> checkJpeg(in);
      case BMP -> checkBitmap(in);
      case PNG, GIF -> {}
      case WEBP -> throw new UnfitPictureException(type + " cannot be read", null);
    }
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(type.extension());
    if (!readers.hasNext()) {
      throw new UnfitPictureException(type + " cannot be read", null);
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(in, true, true);
      long width = reader.getWidth(0);
      long height = reader.getHeight(0);
      if (width < 1
          || height < 1
          || Math.max(width, height) > MOST_PIXELS_A_SIDE
          || width * height > MOST_PIXELS) {
        throw new UnfitPictureException(width + " x " + height + " pixels", null);
      }
      long longer = Math.max(width, height);
      int every = (int) Math.max(1, longer / (OVERSIZE * (long) pixels));
      ImageReadParam parameters = reader.getDefaultReadParam();
      parameters.setSourceSubsampling(every, every, 0, 0);
      BufferedImage decoded = reader.read(0, parameters);
      long wanted = Math.min(longer, pixels);
      return encode(
          Shrinker.shrink(decoded, side(width, longer, wanted), side(height, longer, wanted)));
    } finally {
      reader.dispose();
    }
  }

  private static int side(long side, long longer, long wanted) {
    return (int) Math.max(1, (side * wanted + longer / 2) / longer);
  }

  private static void checkJpeg(ImageInputStream in) throws IOException, UnfitPictureException {
    JpegHeader header = JpegHeader.read(in);
    if (header.coefficientBytes() > MOST_COEFFICIENT_BYTES
        || header.profileBytes() > MOST_PROFILE_BYTES) {
      throw new UnfitPictureException("a JPEG that takes much memory", null);
    }
    in.seek(0);
  }

  /** Only what is read by rows: no runs, and no other picture inside. */
  private static void checkBitmap(ImageInputStream in) throws IOException, UnfitPictureException {
    in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
    in.seek(14);
    long headerBytes = in.readUnsignedInt();
    in.seek(30);
    long compression = headerBytes < 40 ? 0 : in.readUnsignedInt();
    if (compression != 0 && compression != 3) {
      throw new UnfitPictureException("a compressed bitmap", null);
    }
    in.seek(0);
  }

  private static byte[] encode(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 << 10);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}

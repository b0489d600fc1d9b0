package org.musicfs.index.thumbnail;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * Makes an image of another size whose pixels are the averages of the areas they cover. What is
 * transparent is on white. Takes 12 bytes for each pixel that it makes, and a row of the source.
 */
final class Shrinker {
  private static final int CHANNELS = 3;
  private static final int WHITE = 255;

  private final BufferedImage source;
  private final int width;
  private final int height;
  private final boolean isGray;

  private Shrinker(BufferedImage source, int width, int height) {
    this.source = source;
    this.width = width;
    this.height = height;
    ColorModel colors = source.getColorModel();
    this.isGray =
        !(colors instanceof IndexColorModel)
            && colors.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /** The image in this size, 1 or more pixels along each side, in 8-bit RGB. */
  static BufferedImage shrink(BufferedImage source, int width, int height) {
    return new Shrinker(source, width, height).shrink();
  }

  private BufferedImage shrink() {
    float[][] sums = new float[height][width * CHANNELS];
    int[] pixels = new int[source.getWidth()];
    float[] row = new float[width * CHANNELS];
    double scale = (double) height / source.getHeight();
    for (int y = 0; y < source.getHeight(); y++) {
      readRow(y, pixels);
      shrinkRow(pixels, row);
      double top = y * scale;
      double bottom = (y + 1) * scale;
      for (int to = (int) top; to < height && to < bottom; to++) {
        float weight = (float) (Math.min(bottom, to + 1.0) - Math.max(top, to));
        for (int i = 0; i < row.length; i++) {
          sums[to][i] += weight * row[i];
        }
      }
    }
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        small.setRGB(x, y, rgb(sums[y], x * CHANNELS));
      }
    }
    return small;
  }

  private void shrinkRow(int[] pixels, float[] row) {
    Arrays.fill(row, 0);
    double scale = (double) width / pixels.length;
    for (int x = 0; x < pixels.length; x++) {
      double left = x * scale;
      double right = (x + 1) * scale;
      for (int to = (int) left; to < width && to < right; to++) {
        float weight = (float) (Math.min(right, to + 1.0) - Math.max(left, to));
        for (int channel = 0; channel < CHANNELS; channel++) {
          int value = (pixels[x] >> (16 - 8 * channel)) & 0xff;
          row[to * CHANNELS + channel] += weight * value;
        }
      }
    }
  }

  private static int rgb(float[] row, int at) {
    int rgb = 0;
    for (int channel = 0; channel < CHANNELS; channel++) {
      rgb = (rgb << 8) | Math.clamp(Math.round(row[at + channel]), 0, 255);
    }
    return rgb;
  }

  /** A row of the source, on white. */
  private void readRow(int y, int[] pixels) {
    if (isGray) {
      readGrayRow(y, pixels);
    } else {
      source.getRGB(0, y, pixels.length, 1, pixels, 0, pixels.length);
    }
    if (source.getColorModel().hasAlpha()) {
      for (int x = 0; x < pixels.length; x++) {
        pixels[x] = onWhite(pixels[x]);
      }
    }
  }

  /**
   * The samples as they are: to {@code getRGB} they would be linear light, which no file means, and
   * come out too bright.
   */
  private void readGrayRow(int y, int[] pixels) {
    Raster raster = source.getRaster();
    int[] grays = raster.getSamples(0, y, pixels.length, 1, 0, (int[]) null);
    int[] alphas =
        source.getColorModel().hasAlpha()
            ? raster.getSamples(0, y, pixels.length, 1, 1, (int[]) null)
            : new int[0];
    long most = (1L << source.getColorModel().getComponentSize(0)) - 1;
    for (int x = 0; x < pixels.length; x++) {
      int gray = (int) (grays[x] * 255L / most);
      int alpha = alphas.length == 0 ? 255 : (int) (alphas[x] * 255L / most);
      pixels[x] = (alpha << 24) | (gray << 16) | (gray << 8) | gray;
    }
  }

  private static int onWhite(int argb) {
    int alpha = argb >>> 24;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int value = (argb >> shift) & 0xff;
      rgb |= ((value * alpha + WHITE * (255 - alpha) + 127) / 255) << shift;
    }
    return rgb;
  }
}

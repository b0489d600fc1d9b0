package org.musicfs.index.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musicfs.core.audio.ImageType;

/** Small versions of real pictures. */
class ThumbnailerTest {
  private static ImageInputStream stream(byte[] picture) {
    return new MemoryCacheImageInputStream(new ByteArrayInputStream(picture));
  }

  private static BufferedImage make(byte[] picture, int pixels) throws Exception {
    ImageType type = ImageType.of(ByteBuffer.wrap(picture)).orElseThrow();
    byte[] jpeg = Thumbnailer.make(stream(picture), type, pixels);
    assertThat(ImageType.of(ByteBuffer.wrap(jpeg))).contains(ImageType.JPEG);
    return Pictures.read(jpeg);
  }

  private static int channel(BufferedImage image, int x, int shift) {
    return image.getRGB(x, image.getHeight() / 2) >> shift & 0xff;
  }

  @ParameterizedTest
  @CsvSource({
    "jpg, 600, 600, 150, 150",
    "jpg, 1000, 500, 150, 75",
    "png, 333, 1000, 50, 150",
    "gif, 400, 301, 150, 113",
    "bmp, 301, 400, 113, 150",
    "jpg, 151, 10, 150, 10",
    "png, 5000, 3, 150, 1",
    "jpg, 150, 90, 150, 90",
    "png, 7, 1, 7, 1",
  })
  void keepsTheAspectAndEnlargesNothing(
      String format, int width, int height, int smallWidth, int smallHeight) throws Exception {
    BufferedImage small = make(Pictures.of(format, width, height), 150);
    assertThat(small.getWidth()).isEqualTo(smallWidth);
    assertThat(small.getHeight()).isEqualTo(smallHeight);
    assertThat(channel(small, 0, 16)).as("red on the left").isGreaterThan(200);
    assertThat(channel(small, smallWidth - 1, 0)).as("blue on the right").isGreaterThan(200);
    assertThat(channel(small, smallWidth - 1, 16)).isLessThan(60);
  }

  @ParameterizedTest
  @CsvSource({"jpg, 10", "png, 10", "png, 11"})
  void greyStaysAsGreyAsItIs(String format, int type) throws Exception {
    BufferedImage grey = new BufferedImage(400, 400, type);
    int most = type == BufferedImage.TYPE_USHORT_GRAY ? 0xffff : 0xff;
    int[] samples = new int[400 * 400];
    Arrays.fill(samples, most / 2);
    grey.getRaster().setSamples(0, 0, 400, 400, 0, samples);

    BufferedImage small = make(Pictures.encode(grey, format), 150);
    for (int shift : new int[] {0, 8, 16}) {
      assertThat(channel(small, 70, shift)).isBetween(125, 130);
    }
  }

  @Test
  void whatIsTransparentIsOnWhite() throws Exception {
    BufferedImage clear = new BufferedImage(400, 400, BufferedImage.TYPE_INT_ARGB);
    assertThat(channel(make(Pictures.encode(clear, "png"), 150), 70, 8)).isGreaterThan(250);
  }

  @Test
  void finePatternsBecomeTheirAverage() throws Exception {
    BufferedImage lines = new BufferedImage(450, 450, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 450; y++) {
      for (int x = 0; x < 450; x++) {
        lines.setRGB(x, y, x % 3 == 0 ? 0xffffff : 0);
      }
    }
    // 450 is three times 150: every pixel is one white and two black ones, none is left out.
    assertThat(Shrinker.shrink(lines, 150, 150).getRGB(77, 33) & 0xff).isEqualTo(85);
  }

  @Test
  void ofTooManyPixelsNothingIsDecoded() throws Exception {
    BufferedImage most = new BufferedImage(10_000, 5_000, BufferedImage.TYPE_BYTE_BINARY);
    assertThat(make(Pictures.encode(most, "png"), 150).getWidth()).isEqualTo(150);

    BufferedImage more = new BufferedImage(10_000, 5_001, BufferedImage.TYPE_BYTE_BINARY);
    assertThatThrownBy(() -> make(Pictures.encode(more, "png"), 150))
        .isInstanceOf(UnfitPictureException.class)
        .hasMessageContaining("10000 x 5001");
    BufferedImage wide = new BufferedImage(65_536, 1, BufferedImage.TYPE_BYTE_BINARY);
    assertThatThrownBy(() -> make(Pictures.encode(wide, "png"), 150))
        .isInstanceOf(UnfitPictureException.class);
  }

  @Test
  void aJpegInSeveralScansIsMeasuredByWhatItsDecoderHolds() throws Exception {
    BufferedImage image = Pictures.halves(64, 64, BufferedImage.TYPE_INT_RGB);
    byte[] plain = Pictures.encode(image, "jpg");
    assertThat(JpegHeader.read(stream(plain)).coefficientBytes()).isZero();

    byte[] progressive = Pictures.progressive(image);
    assertThat(JpegHeader.read(stream(progressive)).coefficientBytes())
        .as("colours of half the width and height")
        .isEqualTo(2 * (64 * 64 + 2 * 32 * 32));
    assertThat(make(progressive, 32).getWidth()).isEqualTo(32);

    // The same, said to be of 36 megapixels.
    ByteBuffer large = ByteBuffer.wrap(progressive.clone());
    int frame = 0;
    while (large.getShort(frame) != (short) 0xffc2) {
      frame++;
    }
    large.putShort(frame + 5, (short) 6000).putShort(frame + 7, (short) 6000);
    assertThatThrownBy(() -> make(large.array(), 150))
        .isInstanceOf(UnfitPictureException.class)
        .hasMessageContaining("memory");
  }

  @Test
  void aPictureThatIsCutOffOrNoneFailsByADeclaredException() {
    byte[] png = Pictures.of("png", 300, 300);
    for (int length : new int[] {12, 20, 33, 40, png.length / 2}) {
      assertThatThrownBy(() -> make(Arrays.copyOf(png, length), 150))
          .isInstanceOf(IOException.class);
    }
    byte[] jpeg = Pictures.of("jpg", 300, 300);
    for (int length : new int[] {12, 100, 160}) {
      assertThatThrownBy(() -> make(Arrays.copyOf(jpeg, length), 150))
          .isInstanceOf(IOException.class);
    }
    byte[] webp = "RIFF....WEBPVP8 ".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> make(webp, 150)).isInstanceOf(UnfitPictureException.class);
  }
}

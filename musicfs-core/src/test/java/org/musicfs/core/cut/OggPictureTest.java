package org.musicfs.core.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pictures spread over pages, each read at any place against all of it. */
final class OggPictureTest {
  private static final int SERIAL = 7;
  private final Random random = new Random(11);

  /** An Ogg file in which something is packed, and where. */
  private record File(byte[] bytes, long page, long start, long end) {
    OggPicture picture(int skip, long size, boolean base64) {
      return new OggPicture(page, start, end, skip, size, base64);
    }
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] page(int serial, byte[] body) {
    int segments = Math.min(body.length / 255 + 1, 255);
    ByteBuffer page =
        ByteBuffer.allocate(27 + segments + body.length).order(ByteOrder.LITTLE_ENDIAN);
    page.put("OggS".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).position(14);
    page.putInt(serial).position(26).put((byte) segments);
    for (int left = body.length, i = 0; i < segments; i++, left -= 255) {
      page.put((byte) Math.min(left, 255));
    }
    return page.put(body).array();
  }

  /** Pages of {@code most} bytes at most, pages of another stream between them. */
  private File file(byte[] packed, int before, int most) {
    byte[] all = new byte[before + packed.length + 30];
    System.arraycopy(packed, 0, all, before, packed.length);
    List<byte[]> parts = new ArrayList<>();
    parts.add(random(50));
    long at = 50;
    long page = -1;
    long start = -1;
    long end = -1;
    int done = 0;
    while (done < all.length) {
      int n = Math.min(all.length - done, 1 + random.nextInt(most));
      byte[] one = page(SERIAL, Arrays.copyOfRange(all, done, done + n));
      long body = at + one.length - n;
      if (done <= before && before < done + n) {
        page = at;
        start = body + before - done;
      }
      int last = before + packed.length - 1;
      if (done <= last && last < done + n) {
        end = body + last - done + 1;
      }
      parts.add(one);
      at += one.length;
      done += n;
      if (random.nextInt(3) == 0) {
        byte[] other = page(SERIAL + 1, random(random.nextInt(300)));
        parts.add(other);
        at += other.length;
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) at);
    parts.forEach(bytes::put);
    return new File(bytes.array(), page, start, end);
  }

  private void readsAsAWhole(OggPicture cut, byte[] picture, HeldFile whole) throws IOException {
    assertThat(cut.sizeBytes()).isEqualTo(picture.length);
    assertThat(HeldFile.all(cut, whole)).isEqualTo(picture);
    for (int i = 0; i < 40; i++) {
      int offset = random.nextInt(picture.length + 3);
      ByteBuffer into = ByteBuffer.allocate(1 + random.nextInt(400));
      int read = cut.read(whole, offset, into);
      int expected = Math.clamp(picture.length - (long) offset, 0, into.capacity());
      assertThat(read).isEqualTo(expected).isEqualTo(into.position());
      int from = Math.min(offset, picture.length);
      assertThat(Arrays.copyOf(into.array(), read))
          .isEqualTo(Arrays.copyOfRange(picture, from, from + expected));
    }
  }

  @Test
  void readsTextAtAnyPlace() throws IOException {
    for (int i = 0; i < 60; i++) {
      int skip = random.nextInt(70);
      byte[] picture = random(1 + random.nextInt(3_000));
      byte[] block = new byte[skip + picture.length];
      System.arraycopy(picture, 0, block, skip, picture.length);
      Base64.Encoder encoder =
          i % 2 == 0 ? Base64.getEncoder() : Base64.getEncoder().withoutPadding();
      File file = file(encoder.encode(block), random.nextInt(500), 1 + random.nextInt(900));

      OggPicture cut = file.picture(skip, picture.length, true);

      readsAsAWhole(cut, picture, new HeldFile(file.bytes));
      readsAsAWhole((OggPicture) Cut.decode(cut.encode()), picture, new HeldFile(file.bytes));
    }
  }

  @Test
  void readsBytesThatAreNoText() throws IOException {
    for (int i = 0; i < 30; i++) {
      byte[] picture = random(1 + random.nextInt(3_000));
      File file = file(picture, random.nextInt(500), 1 + random.nextInt(60_000));

      readsAsAWhole(file.picture(0, picture.length, false), picture, new HeldFile(file.bytes));
    }
  }

  @Test
  void takesNoByteOutsideOfWhatItNeeds() throws IOException {
    File file = file(Base64.getEncoder().encode(random(2_000)), 300, 400);
    OggPicture cut = file.picture(0, 2_000, true);
    HeldFile whole = new HeldFile(file.bytes);

    HeldFile.all(cut, whole);

    Cut.Span needs = cut.needs(0, 1).orElseThrow();
    assertThat(whole.reads)
        .allSatisfy(
            read -> {
              assertThat(read.offset()).isGreaterThanOrEqualTo(needs.offset());
              assertThat(read.offset() + read.length())
                  .isLessThanOrEqualTo(needs.offset() + needs.length());
            });
    assertThat(cut.needs(2_000, 1)).isEmpty();
    assertThat(cut.needs(0, 0)).isEmpty();
  }

  @Test
  void isReadNoFurtherThanItIsRight() {
    byte[] text = Base64.getEncoder().encode(random(900));
    text[800] = '*';
    File bad = file(text, 10, 200);
    assertThatThrownBy(() -> HeldFile.all(bad.picture(0, 900, true), new HeldFile(bad.bytes)))
        .isInstanceOf(ChangedFileException.class)
        .hasMessageContaining("no Base64");

    text[800] = '=';
    File padded = file(text, 10, 200);
    assertThatThrownBy(() -> HeldFile.all(padded.picture(0, 900, true), new HeldFile(padded.bytes)))
        .isInstanceOf(ChangedFileException.class);

    File broken = file(Base64.getEncoder().encode(random(900)), 10, 200);
    broken.bytes[(int) broken.page] = 'o';
    assertThatThrownBy(() -> HeldFile.all(broken.picture(0, 900, true), new HeldFile(broken.bytes)))
        .isInstanceOf(ChangedFileException.class)
        .hasMessageContaining("no Ogg page");

    File cut = file(Base64.getEncoder().encode(random(900)), 10, 200);
    HeldFile shorter = new HeldFile(Arrays.copyOf(cut.bytes, (int) cut.end - 1));
    assertThatThrownBy(() -> HeldFile.all(cut.picture(0, 900, true), shorter))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void refusesWhatCannotBe() {
    long far = OggPicture.MAX_SPAN_BYTES + 101;
    for (Runnable wrong :
        List.<Runnable>of(
            () -> new OggPicture(100, 99, 200, 0, 10, true),
            () -> new OggPicture(100, 130, 130, 0, 10, true),
            () -> new OggPicture(100, 130, 230, 0, 76, true),
            () -> new OggPicture(100, 130, 230, 60, 16, true),
            () -> new OggPicture(100, 130, 230, 0, 101, false),
            () -> new OggPicture(100, 130, 230, -1, 10, true),
            () -> new OggPicture(100, 130, far, 0, 10, true))) {
      assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
    }
  }
}

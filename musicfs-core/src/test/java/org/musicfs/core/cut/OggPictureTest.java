package org.musicfs.core.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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

  private static byte[] page(int serial, int sequence, int flags, byte[] lacing, byte[] body) {
    ByteBuffer page =
        ByteBuffer.allocate(27 + lacing.length + body.length).order(ByteOrder.LITTLE_ENDIAN);
    page.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0).put((byte) flags);
    page.position(14).putInt(serial).putInt(sequence);
    page.position(26).put((byte) lacing.length).put(lacing);
    return page.put(body).array();
  }

  private static byte[] lacing(int length) {
    byte[] lacing = new byte[length / 255 + 1];
    Arrays.fill(lacing, (byte) 255);
    lacing[length / 255] = (byte) (length % 255);
    return lacing;
  }

  private static int sum(byte[] lacing) {
    int sum = 0;
    for (byte lace : lacing) {
      sum += lace & 0xff;
    }
    return sum;
  }

  /**
   * A packet and another behind it, which holds what is packed, on pages of so many segments at
   * most, pages of another stream between them.
   */
  private File file(byte[] packed, int before, int most) {
    byte[] first = lacing(random.nextInt(3) * 255);
    byte[] second = lacing(before + packed.length + random.nextInt(2) * 30);
    byte[] lacing = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, lacing, first.length, second.length);
    byte[] all = random(sum(lacing));
    int begin = sum(first) + before;
    System.arraycopy(packed, 0, all, begin, packed.length);
    int last = begin + packed.length - 1;
    List<byte[]> parts = new ArrayList<>(List.of(random(50)));
    long at = 50;
    long page = -1;
    long start = -1;
    long end = -1;
    int done = 0;
    int number = random.nextInt(3) - 1;
    for (int i = 0; i < lacing.length; number++) {
      byte[] laces =
          Arrays.copyOfRange(lacing, i, Math.min(i + 1 + random.nextInt(most), lacing.length));
      boolean continued = i > 0 && (lacing[i - 1] & 0xff) == 255;
      int n = sum(laces);
      byte[] body = Arrays.copyOfRange(all, done, done + n);
      byte[] one = page(SERIAL, number, continued ? 1 : 0, laces, body);
      long bodyAt = at + one.length - n;
      if (done <= begin && begin < done + n) {
        page = at;
        start = bodyAt + begin - done;
      }
      if (done <= last && last < done + n) {
        end = bodyAt + last - done + 1;
      }
      parts.add(one);
      at += one.length;
      done += n;
      i += laces.length;
      if (random.nextInt(3) == 0) {
        int length = random.nextInt(300);
        byte[] other = page(SERIAL + 1, 5, 0, lacing(length), random(length));
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
      File file = file(encoder.encode(block), random.nextInt(800), 1 + random.nextInt(5));

      OggPicture cut = file.picture(skip, picture.length, true);

      readsAsAWhole(cut, picture, new HeldFile(file.bytes));
      readsAsAWhole((OggPicture) Cut.decode(cut.encode()), picture, new HeldFile(file.bytes));
    }
  }

  @Test
  void readsBytesThatAreNoText() throws IOException {
    for (int i = 0; i < 30; i++) {
      byte[] picture = random(1 + random.nextInt(3_000));
      File file = file(picture, random.nextInt(800), 1 + random.nextInt(9));

      readsAsAWhole(file.picture(0, picture.length, false), picture, new HeldFile(file.bytes));
    }
  }

  @Test
  void takesNoByteOutsideOfWhatItNeeds() throws IOException {
    File file = file(Base64.getEncoder().encode(random(2_000)), 300, 2);
    OggPicture cut = file.picture(0, 2_000, true);
    HeldFile whole = new HeldFile(file.bytes);

    Cut.Span needs = cut.needs(0, 1).orElseThrow();
    HeldFile.all(cut, whole);

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
  void looksForItsPagesOnceAndThenNeedsNoMoreThanItReads() throws IOException {
    byte[] picture = random(2_000);
    File file = file(Base64.getEncoder().encode(picture), 300, 2);
    OggPicture cut = file.picture(0, 2_000, true);
    HeldFile whole = new HeldFile(file.bytes);
    HeldFile.all(cut, whole);
    for (int i = 0; i < 200; i++) {
      int offset = random.nextInt(2_000);
      int length = 1 + random.nextInt(400);
      whole.reads.clear();

      Cut.Span needs = cut.needs(offset, length).orElseThrow();
      cut.read(whole, offset, ByteBuffer.allocate(length));

      assertThat(whole.reads.getFirst().offset()).isEqualTo(needs.offset());
      Cut.Span last = whole.reads.getLast();
      assertThat(last.offset() + last.length()).isEqualTo(needs.offset() + needs.length());
      assertThat(whole.reads.stream().mapToLong(Cut.Span::length).sum())
          .isLessThanOrEqualTo((length + 4) * 4 / 3 + 1);
    }
  }

  @Test
  void pagesThatDoNotFollowOneAnotherAreNoPicture() {
    byte[] text = Base64.getEncoder().encode(random(3_000));
    for (int field : new int[] {0, 4, 5, 14, 18, 27}) {
      File file = file(text, 10, 1);
      int second = (int) file.page + 27 + 1 + 255;
      while (file.bytes[second + 14] != SERIAL) {
        second += 27 + (file.bytes[second + 26] & 0xff) + sum(laces(file.bytes, second));
      }
      file.bytes[second + field] ^= 1;

      assertThatThrownBy(
              () ->
                  file.picture(0, 3_000, true)
                      .read(new HeldFile(file.bytes), 0, ByteBuffer.allocate(1)))
          .as("byte %d of a page's header", field)
          .isInstanceOf(DamagedFileException.class);
    }
  }

  private static byte[] laces(byte[] file, int page) {
    return Arrays.copyOfRange(file, page + 27, page + 27 + (file[page + 26] & 0xff));
  }

  @Test
  void aSizeThatIsNotThereIsToldByTheFirstRead() {
    byte[] text = Base64.getEncoder().encode(random(3_000));
    File file = file(text, 10, 1);

    for (int more : new int[] {1, 2, 3, 100}) {
      OggPicture lies = file.picture(20, 3_000 - 20 + more, true);
      assertThatThrownBy(() -> lies.read(new HeldFile(file.bytes), 0, ByteBuffer.allocate(1)))
          .isInstanceOf(DamagedFileException.class)
          .hasMessageContaining("the pages hold");
    }
  }

  @Test
  void aChangedHeaderOfAPageGivesNoOtherPicture() throws IOException {
    byte[] picture = random(2_000);
    int failed = 0;
    for (int i = 0; i < 2_000; i++) {
      boolean base64 = i % 2 == 0;
      File file = file(base64 ? Base64.getEncoder().encode(picture) : picture, 40, 3);
      List<Integer> headers = new ArrayList<>();
      for (int page = (int) file.page; page < file.end; ) {
        int segments = file.bytes[page + 26] & 0xff;
        for (int at = page; at < page + 27 + segments; at++) {
          headers.add(at);
        }
        page += 27 + segments + sum(laces(file.bytes, page));
      }
      int at = headers.get(random.nextInt(headers.size()));
      file.bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : file.bytes[at] ^ 1);
      ByteBuffer into = ByteBuffer.allocate(picture.length);
      try {
        file.picture(0, picture.length, base64).read(new HeldFile(file.bytes), 0, into);
      } catch (DamagedFileException | EOFException e) {
        failed++;
        continue;
      }
      assertThat(into.array()).isEqualTo(picture);
    }
    assertThat(failed).isBetween(500, 1_900);
  }

  @Test
  void isReadNoFurtherThanItIsRight() {
    byte[] text = Base64.getEncoder().encode(random(900));
    text[800] = '*';
    File bad = file(text, 10, 1);
    assertThatThrownBy(() -> HeldFile.all(bad.picture(0, 900, true), new HeldFile(bad.bytes)))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("no Base64");

    text[800] = '=';
    File padded = file(text, 10, 1);
    assertThatThrownBy(() -> HeldFile.all(padded.picture(0, 900, true), new HeldFile(padded.bytes)))
        .isInstanceOf(DamagedFileException.class);

    File broken = file(Base64.getEncoder().encode(random(900)), 10, 1);
    broken.bytes[(int) broken.page] = 'o';
    assertThatThrownBy(() -> HeldFile.all(broken.picture(0, 900, true), new HeldFile(broken.bytes)))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("no Ogg page");

    File cut = file(Base64.getEncoder().encode(random(900)), 10, 1);
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

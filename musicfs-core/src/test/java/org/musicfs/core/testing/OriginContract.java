package org.musicfs.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;

/** What every origin keeps. A kind of origin subclasses this and supplies the other side. */
public abstract class OriginContract {
  /** Names no character set survives: Latin-1, a newline, a backslash, a percent sign, a space. */
  protected static final List<byte[]> ODD_NAMES =
      List.of(
          new byte[] {'B', 'j', (byte) 0xf6, 'r', 'k', '.', 'm', 'p', '3'},
          "two\nlines.mp3".getBytes(StandardCharsets.UTF_8),
          "back\\slash.mp3".getBytes(StandardCharsets.UTF_8),
          "100%25 \"a\" 'b'.mp3".getBytes(StandardCharsets.UTF_8),
          "日本語 \ud83c\udfb5.mp3".getBytes(StandardCharsets.UTF_8),
          new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0xc3});

  /** The origin under test, empty at the start of each test. */
  protected abstract Origin origin();

  /** Creates or replaces a file, as another program would: under a new inode if it exists. */
  protected abstract void put(OriginPath path, byte[] bytes) throws Exception;

  protected abstract void remove(OriginPath path) throws Exception;

  protected abstract void move(OriginPath from, OriginPath to) throws Exception;

  /** From now on nothing of the origin can be reached. */
  protected abstract void disconnect() throws Exception;

  /** Everything that would tell of a write: names, bytes, times. */
  protected abstract String fingerprint() throws Exception;

  /** Whether stamps hold inodes, by which a renamed file is known and one replaced is not. */
  protected boolean tellsInodes() {
    return true;
  }

  protected static OriginPath path(String text) {
    return OriginPath.of(text);
  }

  protected static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  protected DirectoryListing listing(OriginPath directory) {
    Answer<DirectoryListing> answer = origin().list(directory);
    assertThat(answer).isInstanceOf(Answer.Present.class);
    return ((Answer.Present<DirectoryListing>) answer).value();
  }

  protected FileStamp stamp(OriginPath path) {
    Answer<FileStamp> answer = origin().stat(path);
    assertThat(answer).isInstanceOf(Answer.Present.class);
    return ((Answer.Present<FileStamp>) answer).value();
  }

  protected byte[] readAll(OriginPath path) throws OriginException {
    try (OriginReader reader = origin().open(path)) {
      ByteBuffer all = ByteBuffer.allocate((int) reader.stamp().sizeBytes() + 1);
      reader.read(0, all);
      return Arrays.copyOf(all.array(), all.position());
    }
  }

  @Test
  void aListingHoldsFilesAndDirectoriesWithTheStampsStatTells() throws Exception {
    put(path("a.mp3"), bytes(3, 1));
    put(path("x/b.mp3"), bytes(0, 1));
    put(path("x/y/c.mp3"), bytes(5, 1));

    DirectoryListing root = listing(OriginPath.ROOT);
    assertThat(root.files())
        .containsExactly(new DirectoryListing.Entry(path("a.mp3"), stamp(path("a.mp3"))));
    assertThat(root.directories())
        .extracting(DirectoryListing.Entry::path)
        .containsExactly(path("x"));
    assertThat(root.unknown()).isEmpty();
    DirectoryListing x = listing(path("x"));
    assertThat(x.files())
        .containsExactly(new DirectoryListing.Entry(path("x/b.mp3"), stamp(path("x/b.mp3"))));
    assertThat(x.directories())
        .extracting(DirectoryListing.Entry::path)
        .containsExactly(path("x/y"));
    assertThat(x.stamp().inode()).isEqualTo(stamp(path("x")).inode());
    assertThat(stamp(path("a.mp3")).sizeBytes()).isEqualTo(3);
  }

  @Test
  void whatIsNotThereIsAbsentForCertain() throws Exception {
    put(path("x/b.mp3"), bytes(1, 1));
    for (String gone : List.of("nothing", "x/nothing", "x/nothing/below", "x/b.mp3/below")) {
      assertThat(origin().list(path(gone))).as(gone).isInstanceOf(Answer.Absent.class);
      assertThat(origin().stat(path(gone))).as(gone).isInstanceOf(Answer.Absent.class);
      assertThatThrownBy(() -> origin().open(path(gone)))
          .isInstanceOfSatisfying(
              OriginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
    }
    assertThat(origin().list(path("x/b.mp3"))).isInstanceOf(Answer.Absent.class);
    assertThatThrownBy(() -> origin().open(path("x"))).isInstanceOf(OriginException.class);
  }

  @Test
  void whatCannotBeReachedIsUnknownAndNeverAbsent() throws Exception {
    put(path("x/b.mp3"), bytes(1, 1));
    disconnect();
    for (OriginPath any : List.of(OriginPath.ROOT, path("x"), path("x/b.mp3"), path("nothing"))) {
      assertThat(origin().list(any)).isInstanceOf(Answer.Unknown.class);
      assertThat(origin().stat(any)).isInstanceOf(Answer.Unknown.class);
    }
    assertThatThrownBy(() -> origin().open(path("x/b.mp3")))
        .isInstanceOfSatisfying(
            OriginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
  }

  @Test
  void anyRangeReadIsThatRangeOfTheFile() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] content = bytes(200_000, seed);
    put(path("a.mp3"), content);
    try (OriginReader reader = origin().open(path("a.mp3"))) {
      for (int i = 0; i < 200; i++) {
        int offset = random.nextInt(content.length + 10);
        int length = random.nextInt(3) == 0 ? random.nextInt(content.length) : random.nextInt(9);
        ByteBuffer buffer =
            random.nextBoolean()
                ? ByteBuffer.allocateDirect(length + 7)
                : ByteBuffer.allocate(length + 7);
        buffer.position(3).limit(3 + length);
        int expected = Math.max(0, Math.min(length, content.length - offset));

        assertThat(reader.read(offset, buffer)).as("seed %s", seed).isEqualTo(expected);

        assertThat(buffer.position()).isEqualTo(3 + expected);
        byte[] read = new byte[expected];
        buffer.get(3, read);
        assertThat(read)
            .as("seed %s", seed)
            .isEqualTo(
                expected == 0
                    ? new byte[0]
                    : Arrays.copyOfRange(content, offset, offset + expected));
      }
    }
  }

  @Test
  void aReaderStaysOnTheFileItOpened() throws Exception {
    byte[] first = bytes(1000, 1);
    put(path("a.mp3"), first);
    FileStamp before = stamp(path("a.mp3"));
    try (OriginReader reader = origin().open(path("a.mp3"))) {
      put(path("a.mp3"), bytes(2000, 2));
      assertThat(reader.stamp().sizeBytes()).isEqualTo(1000);
      assertThat(reader.stamp().inode()).isEqualTo(before.inode());
      remove(path("a.mp3"));
      ByteBuffer all = ByteBuffer.allocate(3000);
      assertThat(reader.read(0, all)).isEqualTo(1000);
      assertThat(Arrays.copyOf(all.array(), 1000)).isEqualTo(first);
    }
  }

  @Test
  void aReplacedFileIsAnotherVersionAndARenamedOneIsKnownAgain() throws Exception {
    put(path("a.mp3"), bytes(1000, 1));
    FileStamp first = stamp(path("a.mp3"));
    assertThat(stamp(path("a.mp3")).sameVersion(first)).isTrue();
    move(path("a.mp3"), path("b.mp3"));
    assertThat(stamp(path("b.mp3")).sameFileMoved(first)).isEqualTo(tellsInodes());
    put(path("b.mp3"), bytes(tellsInodes() ? 1000 : 1001, 2));
    assertThat(stamp(path("b.mp3")).sameVersion(first)).isFalse();
  }

  @Test
  void namesAreBytes() throws Exception {
    List<OriginPath> expected = new ArrayList<>();
    OriginPath directory = OriginPath.ROOT.resolve(ODD_NAMES.getFirst());
    for (byte[] name : ODD_NAMES) {
      OriginPath path = directory.resolve(name);
      expected.add(path);
      put(path, name);
    }
    assertThat(listing(OriginPath.ROOT).directories())
        .extracting(DirectoryListing.Entry::path)
        .containsExactly(directory);
    assertThat(listing(directory).files())
        .extracting(DirectoryListing.Entry::path)
        .containsExactlyInAnyOrderElementsOf(expected);
    for (OriginPath path : expected) {
      assertThat(readAll(path)).isEqualTo(path.name());
      assertThat(stamp(path).sizeBytes()).isEqualTo(path.name().length);
    }
  }

  @Test
  void threadsShareAReader() throws Exception {
    byte[] content = bytes(100_000, 5);
    put(path("a.mp3"), content);
    try (OriginReader reader = origin().open(path("a.mp3"));
        var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<Void>> readers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int offset = i * 2000;
        readers.add(
            () -> {
              ByteBuffer part = ByteBuffer.allocate(5000);
              assertThat(reader.read(offset, part)).isEqualTo(5000);
              assertThat(part.array())
                  .isEqualTo(Arrays.copyOfRange(content, offset, offset + 5000));
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(readers)) {
        done.get();
      }
    }
  }

  @Test
  void anInterruptHarmsNoOtherReadOfTheSameFile() throws Exception {
    put(path("a.mp3"), bytes(100, 5));
    try (OriginReader reader = origin().open(path("a.mp3"))) {
      Thread.currentThread().interrupt();
      try {
        reader.read(0, ByteBuffer.allocate(10));
      } catch (OriginException e) {
        assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
      } finally {
        Thread.interrupted();
      }
      assertThat(reader.read(0, ByteBuffer.allocate(10))).isEqualTo(10);
    }
  }

  @Test
  void aClosedOriginAnswersNothingAndItsReadersFail() throws Exception {
    put(path("a.mp3"), bytes(100, 5));
    try (OriginReader reader = origin().open(path("a.mp3"))) {
      origin().close();
      assertThat(origin().list(OriginPath.ROOT)).isInstanceOf(Answer.Unknown.class);
      assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(1)))
          .isInstanceOf(OriginException.class);
      assertThatThrownBy(() -> origin().open(path("a.mp3"))).isInstanceOf(OriginException.class);
    }
  }

  @Test
  void originalsAreNeverWritten() throws Exception {
    put(path("a.mp3"), bytes(70_000, 1));
    put(path("x/y/b.mp3"), bytes(0, 1));
    for (byte[] name : ODD_NAMES) {
      put(OriginPath.ROOT.resolve(name), name);
    }
    String before = fingerprint();
    for (OriginPath directory : List.of(OriginPath.ROOT, path("x"), path("x/y"), path("nothing"))) {
      if (origin().list(directory) instanceof Answer.Present<DirectoryListing> present) {
        for (DirectoryListing.Entry file : present.value().files()) {
          origin().stat(file.path());
          readAll(file.path());
        }
      }
    }
    assertThat(fingerprint()).isEqualTo(before);
  }
}

package org.musicfs.origin.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.testing.OriginContract;

final class LocalOriginTest extends OriginContract {
  @TempDir Path temp;
  private Path root;
  private Origin origin;

  @BeforeEach
  void createOrigin() throws IOException {
    root = Files.createDirectory(temp.resolve("music"));
    origin = TestOrigins.of(root);
  }

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  @Override
  protected Origin origin() {
    return origin;
  }

  private Path real(OriginPath path) {
    return origin.localPath(path).orElseThrow();
  }

  @Override
  protected void put(OriginPath path, byte[] bytes) throws IOException {
    Files.createDirectories(real(path).getParent());
    Path part = Files.write(temp.resolve("part"), bytes);
    Files.move(part, real(path), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  protected void remove(OriginPath path) throws IOException {
    Files.delete(real(path));
  }

  @Override
  protected void move(OriginPath from, OriginPath to) throws IOException {
    Files.move(real(from), real(to));
  }

  @Override
  protected void disconnect() throws IOException {
    Files.move(root, temp.resolve("away"));
  }

  @Override
  protected String fingerprint() throws IOException {
    var all = new TreeMap<String, String>();
    try (var paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        String times =
            Files.readAttributes(path, "unix:ino,mode,size,lastModifiedTime,ctime,lastAccessTime")
                .toString();
        String bytes =
            Files.isRegularFile(path) ? Arrays.hashCode(Files.readAllBytes(path)) + "" : "";
        all.put(path.toUri().toString(), times + bytes);
      }
    }
    // Only now: reading the bytes above may itself have set the access times.
    var times = new TreeMap<String, FileTime>();
    for (String uri : all.keySet()) {
      times.put(uri, (FileTime) Files.getAttribute(Path.of(URI.create(uri)), "lastAccessTime"));
    }
    return all.keySet() + " " + times;
  }

  @Test
  void theDescriptorLentIsThatOfTheFileThatWasOpened() throws Exception {
    put(path("a.mp3"), bytes(10, 1));
    OriginReader reader = origin.open(path("a.mp3"));
    put(path("a.mp3"), bytes(10, 2));
    Path behind = Path.of("/proc/self/fd", reader.descriptor().orElseThrow() + "");
    assertThat(Files.readAllBytes(behind)).isEqualTo(bytes(10, 1));
    reader.close();
  }

  @Test
  void aStampIsWhatTheSystemTellsToTheNanosecond() throws IOException {
    put(path("a.mp3"), bytes(10, 1));
    Path file = root.resolve("a.mp3");
    Instant odd = Instant.ofEpochSecond(1_234_567_890L, 123_456_789);
    Files.setLastModifiedTime(file, FileTime.from(odd));
    FileTime ctime = (FileTime) Files.getAttribute(file, "unix:ctime");

    FileStamp stamp = stamp(path("a.mp3"));

    assertThat(stamp.mtimeNanos()).isEqualTo(1_234_567_890_123_456_789L);
    assertThat(stamp.ctimeNanos())
        .isEqualTo(
            ctime.toInstant().getEpochSecond() * 1_000_000_000L + ctime.toInstant().getNano());
    assertThat(stamp.inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
    assertThat(stamp.device()).isEqualTo(Files.getAttribute(file, "unix:dev"));
  }

  @Test
  void linksAreFollowedAlsoOutOfTheRootAndDanglingOnesAreUnknown() throws Exception {
    Files.createDirectory(temp.resolve("elsewhere"));
    Files.writeString(temp.resolve("elsewhere/far.mp3"), "far");
    Files.createSymbolicLink(root.resolve("link"), temp.resolve("elsewhere"));
    Files.createSymbolicLink(root.resolve("one.mp3"), temp.resolve("elsewhere/far.mp3"));
    Files.createSymbolicLink(root.resolve("dangling"), temp.resolve("not mounted"));
    Files.createSymbolicLink(root.resolve("circle"), Path.of("circle"));

    DirectoryListing listing = listing(OriginPath.ROOT);

    assertThat(listing.files()).extracting(e -> e.path().toString()).containsExactly("one.mp3");
    assertThat(listing.directories()).extracting(e -> e.path().toString()).containsExactly("link");
    assertThat(listing.unknown())
        .extracting(OriginPath::toString)
        .containsExactlyInAnyOrder("dangling", "circle");
    assertThat(readAll(path("link/far.mp3"))).isEqualTo("far".getBytes());
    for (String broken : new String[] {"dangling", "dangling/below", "circle", "circle/below"}) {
      assertThat(origin.list(path(broken))).as(broken).isInstanceOf(Answer.Unknown.class);
      assertThat(origin.stat(path(broken))).as(broken).isInstanceOf(Answer.Unknown.class);
      assertThatThrownBy(() -> origin.open(path(broken)))
          .isInstanceOfSatisfying(
              OriginException.class, e -> assertThat(e.reason()).isNotEqualTo(Reason.NOT_FOUND));
    }
  }

  @Test
  @Timeout(20)
  void aFifoIsNeitherListedNorOpened() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe.mp3").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    Files.createSymbolicLink(root.resolve("null.mp3"), Path.of("/dev/null"));

    DirectoryListing listing = listing(OriginPath.ROOT);
    assertThat(listing.files()).isEmpty();
    assertThat(listing.unknown()).isEmpty();
    for (String odd : new String[] {"pipe.mp3", "null.mp3"}) {
      assertThat(origin.stat(path(odd))).isInstanceOf(Answer.Absent.class);
      assertThat(origin.list(path(odd))).isInstanceOf(Answer.Absent.class);
      assertThatThrownBy(() -> origin.open(path(odd)))
          .isInstanceOfSatisfying(
              OriginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
    }
  }

  @Test
  void whatMayNotBeLookedAtIsUnknown() throws Exception {
    put(path("closed/a.mp3"), bytes(1, 1));
    put(path("b.mp3"), bytes(1, 1));
    var nothing = PosixFilePermissions.fromString("---------");
    Files.setPosixFilePermissions(root.resolve("closed"), nothing);
    Files.setPosixFilePermissions(root.resolve("b.mp3"), nothing);
    try {
      asNobody(
          () -> {
            assertThat(origin.list(path("closed"))).isInstanceOf(Answer.Unknown.class);
            assertThat(origin.stat(path("closed/a.mp3"))).isInstanceOf(Answer.Unknown.class);
            assertThat(origin.stat(path("closed/nothing"))).isInstanceOf(Answer.Unknown.class);
            assertThatThrownBy(() -> origin.open(path("b.mp3")))
                .isInstanceOfSatisfying(
                    OriginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DENIED));
          });
    } finally {
      Files.setPosixFilePermissions(
          root.resolve("closed"), PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void aListingIsCompleteWhileFilesAreRenamedUnderIt() throws Exception {
    int count = 3000;
    for (int i = 0; i < count; i++) {
      Files.createFile(root.resolve("a%04d.mp3".formatted(i)));
    }
    AtomicBoolean stop = new AtomicBoolean();
    Thread renamer =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 100_000 && !stop.get(); i++) {
                    String from = i / count % 2 == 0 ? "a%04d.mp3" : "b%04d.mp3";
                    String to = i / count % 2 == 0 ? "b%04d.mp3" : "a%04d.mp3";
                    root.resolve(from.formatted(i % count))
                        .toFile()
                        .renameTo(root.resolve(to.formatted(i % count)).toFile());
                  }
                });
    try {
      for (int i = 0; i < 20; i++) {
        if (origin.list(OriginPath.ROOT) instanceof Answer.Present<DirectoryListing> present) {
          assertThat(present.value().files()).hasSize(count);
        }
      }
    } finally {
      stop.set(true);
      renamer.join();
    }
    assertThat(listing(OriginPath.ROOT).files()).hasSize(count);
  }

  @Test
  void manyOpensAndListingsLeaveNoDescriptorBehind() throws Exception {
    put(path("x/a.mp3"), bytes(10, 1));
    readAll(path("x/a.mp3"));
    long before = openDescriptors();
    for (int i = 0; i < 300; i++) {
      readAll(path("x/a.mp3"));
      listing(path("x"));
      origin.list(path("nothing"));
    }
    assertThat(openDescriptors()).isLessThan(before + 50);
  }

  @Test
  void closingAReaderTwiceClosesOneDescriptor() throws Exception {
    put(path("a.mp3"), bytes(10, 1));
    put(path("b.mp3"), bytes(20, 1));
    OriginReader first = origin.open(path("a.mp3"));
    first.close();
    try (OriginReader second = origin.open(path("b.mp3"))) {
      first.close();
      assertThat(second.stamp().sizeBytes()).isEqualTo(20);
      assertThatThrownBy(() -> first.read(0, ByteBuffer.allocate(1)))
          .isInstanceOf(OriginException.class);
    }
  }

  private static long openDescriptors() throws IOException {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.count();
    }
  }

  /** Runs with the file permissions of an ordinary user, also where the tests run as root. */
  private void asNobody(Runnable body) throws Exception {
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    if (!root) {
      body.run();
      return;
    }
    Linker linker = Linker.nativeLinker();
    var setFsUid =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setfsuid"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    Object[] failure = new Object[1];
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    int was = (int) setFsUid.invokeExact(65534);
                    body.run();
                  } catch (Throwable e) {
                    failure[0] = e;
                  }
                });
    thread.join();
    if (failure[0] instanceof Throwable t) {
      throw new AssertionError(t);
    }
    assertThat(Files.exists(temp, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }
}

package org.musicfs.origin.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.FileUri;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.testing.OriginContract;
import org.musicfs.origin.testing.SshServer;

/** The contract of origins against OpenSSH's server, and what is particular to SFTP. */
final class SftpOriginTest extends OriginContract {
  @TempDir static Path serverDirectory;
  private static SshServer server;

  @TempDir Path temp;
  private Path root;
  private Origin origin;

  @BeforeAll
  static void startServer() throws Exception {
    server = new SshServer(serverDirectory.resolve("sshd"));
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void createOrigin() throws IOException {
    root = Files.createDirectory(temp.resolve("music"));
    origin = TestSftp.origin(server, server.port(), root);
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
    return Path.of(
        URI.create(FileUri.of(new SftpPaths(root.toString().getBytes()).absolute(path))));
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
        all.put(
            path.toUri().toString(),
            Files.readAttributes(path, "unix:ino,mode,size,lastModifiedTime,ctime").toString());
      }
    }
    return all.toString();
  }

  /** The protocol has none. */
  @Override
  protected boolean tellsInodes() {
    return false;
  }

  @Test
  void aStampIsSizeAndWholeSeconds() throws Exception {
    put(path("a.mp3"), bytes(10, 1));
    Instant odd = Instant.ofEpochSecond(1_234_567_890L, 123_456_789);
    Files.setLastModifiedTime(real(path("a.mp3")), FileTime.from(odd));
    assertThat(stamp(path("a.mp3")))
        .isEqualTo(new FileStamp(10, 1_234_567_890_000_000_000L, 0, 0, 0, ""));
    try (OriginReader reader = origin.open(path("a.mp3"))) {
      assertThat(reader.stamp()).isEqualTo(stamp(path("a.mp3")));
    }
  }

  @Test
  void aThousandEntriesAreAllListed() throws Exception {
    Files.createDirectory(root.resolve("many"));
    for (int i = 0; i < 1000; i++) {
      Files.write(root.resolve("many/%04d.mp3".formatted(i)), new byte[i % 7]);
    }
    DirectoryListing listing = listing(path("many"));
    assertThat(listing.files())
        .extracting(e -> e.path().toString() + e.stamp().sizeBytes())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 1000).mapToObj(i -> "many/%04d.mp3".formatted(i) + i % 7).toList());
    assertThat(listing.unknown()).isEmpty();
  }

  @Test
  void linksAreFollowedBelowTheRootAndNeverOutOfIt() throws Exception {
    put(path("real/in.mp3"), bytes(5, 1));
    Files.createDirectory(temp.resolve("elsewhere"));
    Files.writeString(temp.resolve("elsewhere/far.mp3"), "far");
    Files.createSymbolicLink(root.resolve("inside"), Path.of("real"));
    Files.createSymbolicLink(root.resolve("one.mp3"), Path.of("real/in.mp3"));
    Files.createSymbolicLink(root.resolve("out"), temp.resolve("elsewhere"));
    Files.createSymbolicLink(root.resolve("out.mp3"), temp.resolve("elsewhere/far.mp3"));
    Files.createSymbolicLink(root.resolve("dangling"), root.resolve("not mounted"));
    Files.createSymbolicLink(root.resolve("circle"), Path.of("circle"));

    DirectoryListing listing = listing(OriginPath.ROOT);

    assertThat(listing.files())
        .containsExactly(new DirectoryListing.Entry(path("one.mp3"), stamp(path("real/in.mp3"))));
    assertThat(listing.directories())
        .extracting(e -> e.path().toString())
        .containsExactlyInAnyOrder("real", "inside");
    assertThat(listing.unknown())
        .extracting(OriginPath::toString)
        .containsExactlyInAnyOrder("dangling", "circle");
    assertThat(readAll(path("inside/in.mp3"))).isEqualTo(bytes(5, 1));
    for (String outside : List.of("out", "out.mp3", "out/far.mp3", "out/nothing")) {
      assertThat(origin.stat(path(outside))).as(outside).isInstanceOf(Answer.Absent.class);
      assertThat(origin.list(path(outside))).as(outside).isInstanceOf(Answer.Absent.class);
      assertThatThrownBy(() -> origin.open(path(outside)))
          .isInstanceOfSatisfying(
              OriginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
    }
    for (String broken : List.of("dangling", "dangling/below", "circle", "circle/below")) {
      assertThat(origin.list(path(broken))).as(broken).isInstanceOf(Answer.Unknown.class);
      assertThat(origin.stat(path(broken))).as(broken).isInstanceOf(Answer.Unknown.class);
    }
  }

  @Test
  void aWalkEndsWhereLinksLeadBack() throws Exception {
    put(path("a/1.mp3"), bytes(1, 1));
    put(path("b/2.mp3"), bytes(1, 1));
    Files.createSymbolicLink(root.resolve("a/up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("a/b"), Path.of("../b"));
    Files.createSymbolicLink(root.resolve("b/a"), Path.of("../a"));
    List<String> files = new ArrayList<>();
    List<OriginPath> left = new ArrayList<>(List.of(OriginPath.ROOT));
    while (!left.isEmpty()) {
      DirectoryListing listing = listing(left.removeLast());
      listing.files().forEach(e -> files.add(e.path().toString()));
      listing.directories().forEach(e -> left.add(e.path()));
      assertThat(files).hasSizeLessThan(20);
    }
    assertThat(files).containsExactlyInAnyOrder("a/1.mp3", "a/b/2.mp3", "b/2.mp3", "b/a/1.mp3");
  }

  @Test
  @Timeout(20)
  void aFifoIsNeitherListedNorOpenedAndHoldsNobodyUp() throws Exception {
    put(path("a.mp3"), bytes(10, 1));
    SshServer.run("mkfifo", root.resolve("pipe.mp3").toString());
    assertThat(listing(OriginPath.ROOT).files())
        .extracting(e -> e.path().toString())
        .containsExactly("a.mp3");
    assertThat(origin.stat(path("pipe.mp3"))).isInstanceOf(Answer.Absent.class);
    assertThatThrownBy(() -> origin.open(path("pipe.mp3")))
        .isInstanceOfSatisfying(
            OriginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
    assertThat(readAll(path("a.mp3"))).isEqualTo(bytes(10, 1));
  }

  @Test
  void aReadTellsHowFarItIs() throws Exception {
    byte[] content = bytes(1 << 20, 3);
    put(path("a.flac"), content);
    try (OriginReader reader = origin.open(path("a.flac"))) {
      ByteBuffer all = ByteBuffer.allocate(content.length);
      List<Integer> arrivals = new ArrayList<>();
      int read =
          reader.read(
              0,
              all,
              bytes -> {
                arrivals.add(bytes);
                assertThat(Arrays.equals(all.array(), 0, bytes, content, 0, bytes)).isTrue();
              });
      assertThat(read).isEqualTo(content.length);
      assertThat(arrivals).isSorted().doesNotHaveDuplicates().endsWith(content.length);
      assertThat(arrivals.size()).isGreaterThan(8);
    }
  }

  @Test
  void manyOpensLeaveNoHandleBehind() throws Exception {
    put(path("a.mp3"), bytes(10, 1));
    Files.createDirectory(root.resolve("x"));
    // OpenSSH has some thousand descriptors for a session, and one session serves all of this.
    for (int i = 0; i < 1500; i++) {
      origin.open(path("a.mp3")).close();
      if (i % 3 == 0) {
        listing(path("x"));
        assertThatThrownBy(() -> origin.open(path("x"))).isInstanceOf(OriginException.class);
      }
    }
    assertThat(readAll(path("a.mp3"))).isEqualTo(bytes(10, 1));
  }

  @Test
  void aRootThatIsGoneIsUnknownAndServesAgainWhenItIsBack() throws Exception {
    put(path("a.mp3"), bytes(10, 1));
    assertThat(readAll(path("a.mp3"))).hasSize(10);
    disconnect();
    assertThat(origin.stat(path("a.mp3"))).isInstanceOf(Answer.Unknown.class);
    Files.move(temp.resolve("away"), root);
    assertThat(readAll(path("a.mp3"))).hasSize(10);
  }
}

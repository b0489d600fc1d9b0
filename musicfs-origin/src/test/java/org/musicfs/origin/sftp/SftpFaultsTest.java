package org.musicfs.origin.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.origin.testing.FaultProxy;
import org.musicfs.origin.testing.SshServer;

/** An SFTP server behind a network that is slow, silent or broken. */
@Timeout(60)
final class SftpFaultsTest {
  private static final OriginPath SONG = OriginPath.of("song.flac");
  private static final Duration FAR = Duration.ofMillis(150);

  @TempDir static Path serverDirectory;
  private static SshServer server;

  @TempDir Path root;
  private FaultProxy proxy;
  private byte[] song;

  @BeforeAll
  static void startServer() throws Exception {
    server = new SshServer(serverDirectory.resolve("sshd"));
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    proxy = new FaultProxy(server.port());
    server.accept(proxy.port());
    song = new byte[4 << 20];
    new Random(1).nextBytes(song);
    Files.write(root.resolve("song.flac"), song);
  }

  @AfterEach
  void stopProxy() throws Exception {
    proxy.close();
  }

  private SftpOrigin origin() {
    return TestSftp.origin(
        proxy.port(), root, TestSftp.values(server), TestSftp.NO_SECRETS, TestSftp.SHORT);
  }

  private SftpOrigin patientOrigin() {
    return TestSftp.origin(server, proxy.port(), root);
  }

  private static void assertUnreachable(Callable<?> operation) {
    assertThatThrownBy(operation::call)
        .isInstanceOfSatisfying(
            OriginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
  }

  private static double roundTrips(Callable<?> operation) throws Exception {
    long start = System.nanoTime();
    operation.call();
    return (System.nanoTime() - start) / (2.0 * FAR.toNanos());
  }

  /** The least of three, since other programs may hold up one of them. */
  private static double leastRoundTrips(Callable<?> operation) throws Exception {
    return Math.min(roundTrips(operation), Math.min(roundTrips(operation), roundTrips(operation)));
  }

  @Test
  void aMebibyteAtADistanceTakesOneRoundTripAndOpeningWithIt() throws Exception {
    try (SftpOrigin origin = patientOrigin();
        OriginReader reader = origin.open(SONG)) {
      reader.read(0, ByteBuffer.allocate(1 << 20));
      proxy.delay(FAR);
      ByteBuffer part = ByteBuffer.allocate(1 << 20);
      assertThat(leastRoundTrips(() -> reader.read(1 << 20, part.clear()))).isBetween(1.0, 1.9);
      assertThat(part.array()).isEqualTo(Arrays.copyOfRange(song, 1 << 20, 2 << 20));
      assertThat(
              leastRoundTrips(
                  () -> {
                    try (OriginReader again = origin.open(SONG)) {
                      return again.read(0, ByteBuffer.allocate(64 << 10));
                    }
                  }))
          .isBetween(2.0, 2.9);
      assertThat(leastRoundTrips(() -> origin.stat(SONG))).isBetween(1.0, 1.9);
      assertThat(leastRoundTrips(() -> origin.list(OriginPath.ROOT))).isBetween(2.0, 2.9);
    }
  }

  @Test
  void aSilentServerHoldsNobodyBeyondTheDeadline() throws Exception {
    try (SftpOrigin origin = origin();
        OriginReader reader = origin.open(SONG)) {
      proxy.stall();
      long start = System.nanoTime();
      assertThat(origin.stat(SONG)).isInstanceOf(Answer.Unknown.class);
      assertThat(origin.list(OriginPath.ROOT)).isInstanceOf(Answer.Unknown.class);
      assertUnreachable(() -> reader.read(0, ByteBuffer.allocate(100)));
      assertUnreachable(reader::stamp);
      assertUnreachable(() -> origin.open(SONG));
      // Five operations of a second each, and time for a slow machine.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
      proxy.resume();
      assertThat(origin.stat(SONG)).isInstanceOf(Answer.Present.class);
    }
  }

  @Test
  void aServerThatNeverGreetsHoldsNobodyBeyondTheDeadline() throws Exception {
    proxy.stall();
    try (SftpOrigin origin = origin()) {
      long start = System.nanoTime();
      assertThat(origin.stat(SONG)).isInstanceOf(Answer.Unknown.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void aReadThatIsBrokenOffFailsAndWhatHadArrivedStays() throws Exception {
    try (SftpOrigin origin = patientOrigin();
        OriginReader reader = origin.open(SONG)) {
      proxy.resetAfter(1 << 20);
      ByteBuffer all = ByteBuffer.allocate(song.length);
      AtomicInteger arrived = new AtomicInteger();
      assertUnreachable(() -> reader.read(0, all, arrived::set));
      assertThat(arrived.get()).isLessThan(1 << 20);
      assertThat(Arrays.equals(all.array(), 0, arrived.get(), song, 0, arrived.get())).isTrue();
      assertUnreachable(() -> reader.read(0, ByteBuffer.allocate(1)));
      proxy.heal();
      try (OriginReader again = origin.open(SONG)) {
        assertThat(again.read(0, all.clear())).isEqualTo(song.length);
        assertThat(all.array()).isEqualTo(song);
      }
    }
  }

  @Test
  void aReaderThatIsClosedWhileItReadsNeverReadsAnotherFile() throws Exception {
    byte[] large = new byte[12 << 20];
    new Random(2).nextBytes(large);
    Files.write(root.resolve("large.flac"), large);
    try (SftpOrigin origin = patientOrigin()) {
      OriginReader reader = origin.open(OriginPath.of("large.flac"));
      List<OriginReader> others = new ArrayList<>();
      ByteBuffer all = ByteBuffer.allocate(large.length);
      int read =
          reader.read(
              0,
              all,
              bytes -> {
                if (others.isEmpty()) {
                  reader.close();
                  others.add(open(origin));
                }
              });
      assertThat(read).isEqualTo(large.length);
      assertThat(all.array()).isEqualTo(large);
      others.getFirst().close();
    }
  }

  private static OriginReader open(SftpOrigin origin) {
    try {
      return origin.open(SONG);
    } catch (OriginException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStreamThatEndsInTheMiddleIsAFailureAndNoShortRead() throws Exception {
    try (SftpOrigin origin = patientOrigin();
        OriginReader reader = origin.open(SONG)) {
      proxy.truncateAfter(300_000);
      assertUnreachable(() -> reader.read(0, ByteBuffer.allocate(song.length)));
    }
  }

  @Test
  void anOperationThatFindsItsConnectionDeadIsRepeatedOnAnother() throws Exception {
    try (SftpOrigin origin = patientOrigin()) {
      for (int i = 0; i < 10; i++) {
        assertThat(origin.stat(SONG)).isInstanceOf(Answer.Present.class);
        proxy.reset();
      }
      proxy.halfClose();
      assertThat(origin.stat(SONG)).isInstanceOf(Answer.Present.class);
    }
  }

  @Test
  void aServerThatIsKilledIsUnreachableAndServesAgainAfterItsRestart() throws Exception {
    try (SftpOrigin origin = patientOrigin()) {
      OriginReader reader = origin.open(SONG);
      server.kill();
      try {
        assertThat(origin.stat(SONG))
            .isInstanceOfSatisfying(
                Answer.Unknown.class,
                unknown -> assertThat(unknown.cause().reason()).isEqualTo(Reason.UNREACHABLE));
        assertUnreachable(() -> reader.read(0, ByteBuffer.allocate(1)));
        assertUnreachable(() -> origin.open(SONG));
      } finally {
        server.start();
      }
      reader.close();
      assertThat(origin.stat(SONG)).isInstanceOf(Answer.Present.class);
    }
  }

  @Test
  void manyOperationsShareFewConnectionsAndIdleOnesAreClosed() throws Exception {
    SftpProvider provider =
        new SftpProvider(serverDirectory, Optional.empty(), Duration.ofMillis(300));
    try (SftpOrigin origin =
            TestSftp.origin(
                provider,
                proxy.port(),
                root,
                TestSftp.values(server),
                TestSftp.NO_SECRETS,
                OriginOptions.Timeouts.DEFAULT);
        var threads = Executors.newFixedThreadPool(24)) {
      assertThat(proxy.accepted()).as("before the first operation").isZero();
      List<Callable<Integer>> reads = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        reads.add(
            () -> {
              try (OriginReader reader = origin.open(SONG)) {
                return reader.read(1000, ByteBuffer.allocate(50_000));
              }
            });
      }
      for (Future<Integer> read : threads.invokeAll(reads)) {
        assertThat(read.get()).isEqualTo(50_000);
      }
      assertThat(proxy.accepted()).isBetween(2, 4);
      OriginReader open = origin.open(SONG);
      awaitConnections(origin, 1);
      Thread.sleep(700);
      assertThat(open.read(0, ByteBuffer.allocate(10))).as("an open file is a use").isEqualTo(10);
      open.close();
      awaitConnections(origin, 0);
      assertThat(origin.stat(SONG)).isInstanceOf(Answer.Present.class);
    }
  }

  private static void awaitConnections(SftpOrigin origin, int expected) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (origin.connections() != expected && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertThat(origin.connections()).isEqualTo(expected);
  }
}

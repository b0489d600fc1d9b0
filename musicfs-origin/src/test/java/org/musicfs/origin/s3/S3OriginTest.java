package org.musicfs.origin.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.DirectoryListing.Entry;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginOptions.Timeouts;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.origin.testing.FaultProxy;
import org.musicfs.origin.testing.S3Server;

@Timeout(60)
final class S3OriginTest {
  private static final OriginPath SONG = OriginPath.of("song.flac");
  private static final Timeouts SHORT =
      new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(1));

  private S3Server server;
  private FaultProxy proxy;
  private byte[] song;

  @BeforeEach
  void start() throws Exception {
    server = new S3Server();
    proxy = new FaultProxy(server.port());
    song = new byte[3 << 20];
    new Random(1).nextBytes(song);
    server.put("lib/song.flac", song);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    server.close();
  }

  private static Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    values.put("path_style", "true");
    values.put("region", "eu-central-1");
    values.put("access_key_from", S3Server.ACCESS_KEY);
    values.put("secret_key_from", S3Server.SECRET_KEY);
    return values;
  }

  private Origin origin(String path, Map<String, String> values, Timeouts timeouts) {
    S3Provider provider = new S3Provider();
    String location =
        provider.location("s3://" + path + "?endpoint=http://127.0.0.1:" + proxy.port());
    return provider.create(
        new OriginId(1),
        location,
        new OriginOptions(values, timeouts, 4, reference -> Optional.of(reference.toCharArray())));
  }

  private Origin origin() {
    return origin("music/lib", values(), Timeouts.DEFAULT);
  }

  private static DirectoryListing listing(Origin origin, OriginPath directory) {
    Answer<DirectoryListing> answer = origin.list(directory);
    assertThat(answer).isInstanceOf(Answer.Present.class);
    return ((Answer.Present<DirectoryListing>) answer).value();
  }

  private static List<String> names(List<Entry> entries) {
    return entries.stream().map(e -> e.path().toString()).toList();
  }

  private static OriginException refusal(Reason reason, Callable<?> operation) {
    List<OriginException> thrown = new ArrayList<>();
    assertThatThrownBy(operation::call)
        .isInstanceOfSatisfying(
            OriginException.class,
            e -> {
              assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
              thrown.add(e);
            });
    return thrown.getFirst();
  }

  private static OriginException unknown(Answer<?> answer) {
    assertThat(answer).isInstanceOf(Answer.Unknown.class);
    return ((Answer.Unknown<?>) answer).cause();
  }

  @Test
  void bytesAreThoseOfTheObjectAndAReadIsOneRequest() throws Exception {
    try (Origin origin = origin();
        OriginReader reader = origin.open(SONG)) {
      int before = server.requests();
      ByteBuffer part = ByteBuffer.allocate(1 << 20);
      List<Integer> arrivals = new ArrayList<>();
      assertThat(reader.read(777, part, arrivals::add)).isEqualTo(1 << 20);
      assertThat(part.array()).isEqualTo(Arrays.copyOfRange(song, 777, 777 + (1 << 20)));
      assertThat(server.requests() - before).isEqualTo(1);
      assertThat(arrivals).isSorted().doesNotHaveDuplicates().endsWith(1 << 20);
      assertThat(arrivals.size()).isGreaterThan(4);
      assertThat(reader.read(song.length - 5, part.clear())).isEqualTo(5);
      assertThat(part.position()).isEqualTo(5);
      assertThat(reader.read(song.length, part.clear())).isZero();
      assertThat(reader.read(Long.MAX_VALUE, part.clear())).isZero();
    }
  }

  @Test
  void aListingOfManyPagesIsComplete() {
    for (int i = 0; i < 1500; i++) {
      server.put("lib/many/%04d.mp3".formatted(i), new byte[i % 7]);
    }
    server.put("lib/many/zz/deep.mp3", new byte[1]);
    try (Origin origin = origin()) {
      DirectoryListing listing = listing(origin, OriginPath.of("many"));
      assertThat(listing.files())
          .extracting(e -> e.path().toString() + e.stamp().sizeBytes())
          .containsExactlyElementsOf(
              IntStream.range(0, 1500)
                  .mapToObj(i -> "many/%04d.mp3".formatted(i) + i % 7)
                  .toList());
      assertThat(names(listing.directories())).containsExactly("many/zz");
    }
  }

  @Test
  void everyNameAFileCanHaveIsListedAndReadAndNoOther() throws Exception {
    List<String> good =
        List.of("a b+c%20&=?.mp3", "new\nline.mp3", "Björk – ☃ 🎵.flac", "...", "ctrl\u0001.mp3");
    for (String name : good) {
      server.put("lib/n/" + name, name.getBytes("UTF-8"));
    }
    for (String hostile : List.of("..", ".", "/x", "../x", "x//", "nul\0.mp3")) {
      server.put("lib/n/" + hostile, new byte[1]);
    }
    server.put("lib/n/", new byte[0]);
    server.put("lib/n/x", new byte[1]);
    try (Origin origin = origin()) {
      OriginPath directory = OriginPath.of("n");
      DirectoryListing listing = listing(origin, directory);
      assertThat(names(listing.files()))
          .containsExactlyInAnyOrderElementsOf(good.stream().map(name -> "n/" + name).toList());
      assertThat(names(listing.directories())).as("x is a directory too").containsExactly("n/x");
      for (Entry file : listing.files()) {
        assertThat(origin.stat(file.path())).isEqualTo(new Answer.Present<>(file.stamp()));
        try (OriginReader reader = origin.open(file.path())) {
          ByteBuffer all = ByteBuffer.allocate(100);
          reader.read(0, all);
          assertThat("n/" + new String(all.array(), 0, all.position(), "UTF-8"))
              .isEqualTo(file.path().toString());
          assertThat(reader.stamp()).isEqualTo(file.stamp());
        }
      }
    }
  }

  @Test
  void whatIsNotThereIsAbsentAndAnEmptyPrefixUnknown() {
    try (Origin origin = origin();
        Origin mistyped = origin("music/libb", values(), Timeouts.DEFAULT)) {
      OriginPath nothing = OriginPath.of("nothing");
      assertThat(origin.stat(nothing)).isInstanceOf(Answer.Absent.class);
      assertThat(origin.list(nothing)).isInstanceOf(Answer.Absent.class);
      assertThat(origin.list(SONG)).isInstanceOf(Answer.Absent.class);
      assertThat(origin.stat(OriginPath.of(new byte[] {-1}))).isInstanceOf(Answer.Absent.class);
      assertThat(origin.stat(OriginPath.ROOT)).isInstanceOf(Answer.Present.class);
      refusal(Reason.NOT_FOUND, () -> origin.open(nothing));
      refusal(Reason.NOT_FOUND, () -> origin.open(OriginPath.ROOT));
      unknown(mistyped.list(OriginPath.ROOT));
      unknown(mistyped.stat(SONG));
    }
  }

  @Test
  void aMissingBucketIsUnknownAndSaysSo() {
    try (Origin origin = origin("nowhere", values(), Timeouts.DEFAULT)) {
      for (Answer<?> answer : List.of(origin.list(OriginPath.ROOT), origin.stat(SONG))) {
        assertThat(unknown(answer)).hasMessageContaining("no such bucket");
      }
      refusal(Reason.UNREACHABLE, () -> origin.open(SONG));
    }
  }

  @Test
  void wrongCredentialsAreDeniedAndSoIsAClockThatIsWrong() {
    Map<String, String> wrongSecret = values();
    wrongSecret.put("secret_key_from", "wrong");
    Map<String, String> wrongKey = values();
    wrongKey.put("access_key_from", "AKIAOTHER");
    try (Origin one = origin("music/lib", wrongSecret, Timeouts.DEFAULT);
        Origin two = origin("music/lib", wrongKey, Timeouts.DEFAULT);
        Origin three = origin()) {
      OriginException secret = unknown(one.list(OriginPath.ROOT));
      assertThat(secret.reason()).isEqualTo(Reason.DENIED);
      assertThat(secret).hasMessageEndingWith("the secret key is wrong");
      assertThat(unknown(two.list(OriginPath.ROOT))).hasMessageContaining("this access key");
      refusal(Reason.DENIED, () -> one.open(SONG));
      server.refuse("RequestTimeTooSkewed");
      assertThat(unknown(three.list(OriginPath.ROOT))).hasMessageContaining("clocks");
    }
  }

  @Test
  void anOpenBucketIsReadWithoutCredentials() throws Exception {
    Map<String, String> anonymous = Map.of("anonymous", "true", "path_style", "true");
    try (Origin origin = origin("music/lib", anonymous, Timeouts.DEFAULT)) {
      assertThat(unknown(origin.list(OriginPath.ROOT)).reason()).isEqualTo(Reason.DENIED);
      server.openToAll();
      assertThat(names(listing(origin, OriginPath.ROOT).files())).containsExactly("song.flac");
      try (OriginReader reader = origin.open(SONG)) {
        assertThat(reader.read(0, ByteBuffer.allocate(100))).isEqualTo(100);
      }
    }
  }

  @Test
  void anObjectReplacedWhileOpenIsChangedAndNeverMixed() throws Exception {
    try (Origin origin = origin();
        OriginReader reader = origin.open(SONG)) {
      ByteBuffer part = ByteBuffer.allocate(100);
      FileStamp before = reader.stamp();
      server.put("lib/song.flac", new byte[song.length]);
      refusal(Reason.CHANGED, () -> reader.read(0, part));
      assertThat(before.sameVersion(((Answer.Present<FileStamp>) origin.stat(SONG)).value()))
          .isFalse();
      server.ignoreConditions();
      refusal(Reason.CHANGED, () -> reader.read(0, part.clear()));
      assertThat(part.position()).as("bytes of the other version").isZero();
      server.put("lib/song.flac", song);
      assertThat(reader.read(0, part.clear())).isEqualTo(100);
    }
  }

  @Test
  void anArchivedObjectIsDeniedAndSaysWhy() {
    server.put("lib/cold.flac", song, "GLACIER");
    try (Origin origin = origin()) {
      assertThat(names(listing(origin, OriginPath.ROOT).files())).contains("cold.flac");
      assertThat(refusal(Reason.DENIED, () -> origin.open(OriginPath.of("cold.flac"))))
          .hasMessageContaining("archived (GLACIER)");
    }
  }

  @Test
  void aSilentServerHoldsNobodyBeyondTheDeadline() throws Exception {
    try (Origin origin = origin("music/lib", values(), SHORT)) {
      listing(patient(origin), OriginPath.ROOT);
      OriginReader reader = origin.open(SONG);
      proxy.stall();
      long start = System.nanoTime();
      assertThat(unknown(origin.stat(SONG)).reason()).isEqualTo(Reason.UNREACHABLE);
      assertThat(unknown(origin.list(OriginPath.ROOT)).reason()).isEqualTo(Reason.UNREACHABLE);
      refusal(Reason.UNREACHABLE, () -> reader.read(0, ByteBuffer.allocate(100)));
      refusal(Reason.UNREACHABLE, () -> origin.open(SONG));
      // Four operations of a second each, and time for a slow machine.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  /** Once the SDK is loaded and warm, a second is long enough. */
  private static Origin patient(Origin origin) throws InterruptedException {
    for (int i = 0; i < 20 && origin.stat(SONG) instanceof Answer.Unknown; i++) {
      Thread.sleep(50);
    }
    return origin;
  }

  @Test
  void anOperationThatFindsItsConnectionDeadIsRepeatedOnAnother() throws Exception {
    try (Origin origin = origin();
        OriginReader reader = origin.open(SONG)) {
      for (int i = 0; i < 10; i++) {
        proxy.reset();
        assertThat(origin.stat(SONG)).isInstanceOf(Answer.Present.class);
        proxy.reset();
        assertThat(reader.read(0, ByteBuffer.allocate(100))).isEqualTo(100);
      }
      proxy.halfClose();
      assertThat(origin.stat(SONG)).isInstanceOf(Answer.Present.class);
    }
  }

  @Test
  void aBrokenConnectionFailsTheReadAndWhatHadArrivedStays() throws Exception {
    try (Origin origin = origin();
        OriginReader reader = origin.open(SONG)) {
      ByteBuffer all = ByteBuffer.allocate(song.length);
      AtomicInteger arrived = new AtomicInteger();
      proxy.resetAfter(1 << 20);
      refusal(Reason.UNREACHABLE, () -> reader.read(0, all, arrived::set));
      assertThat(Arrays.equals(all.array(), 0, arrived.get(), song, 0, arrived.get())).isTrue();
      proxy.heal();
      proxy.truncateAfter(1 << 20);
      refusal(Reason.UNREACHABLE, () -> reader.read(0, all.clear()));
      proxy.heal();
      assertThat(reader.read(0, all.clear())).isEqualTo(song.length);
      assertThat(all.array()).isEqualTo(song);
      server.close();
      refusal(Reason.UNREACHABLE, () -> reader.read(0, all.clear()));
    }
  }
}

package org.musicfs.index.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.NIOFSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchResult;

@Timeout(120)
class IndexRecoveryTest {
  /** Commits every ten changes, in batches of three, and closes everything soon. */
  private static final IndexSettings TINY =
      new IndexSettings(
          3, 10, Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofSeconds(20));

  /** Never commits on its own, but at the end of a rebuild. */
  private static final IndexSettings LATE =
      new IndexSettings(
          3, 1_000_000, Duration.ofDays(1), Duration.ofDays(1), Duration.ofSeconds(20));

  @TempDir Path directory;

  private final FakeSource source = new FakeSource();

  private Path index() {
    return directory.resolve("search");
  }

  private LuceneSearch open(IndexSettings settings) {
    return new LuceneSearch(index(), source, settings);
  }

  private void put(int from, int to) {
    for (int i = from; i < to; i++) {
      source.put(FakeSource.titled(i, "song number" + i));
    }
  }

  private void assertWhole(LuceneSearch search) throws SearchException {
    List<Long> found =
        search.search("song", 10_000).hits().stream()
            .map(hit -> Long.valueOf(hit.path().substring(1)))
            .sorted()
            .toList();
    assertThat(found).isEqualTo(source.trackIds());
    assertThat(search.search("*", 1).total()).isEqualTo(source.trackIds().size());
  }

  @Test
  void makingOneTouchesNoFileAndStartsNoThread() {
    try (LuceneSearch search = open(TINY)) {
      assertThat(search.state().building()).isFalse();
      assertThat(index()).doesNotExist();
    }
    assertThat(index()).doesNotExist();
  }

  @Test
  void theIndexIsTheOwnersAlone() throws Exception {
    put(1, 5);
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(index())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void aSearchSeesEveryChangeMadeBeforeIt() throws Exception {
    try (LuceneSearch search = open(TINY)) {
      put(1, 50);
      assertWhole(search);
      for (int i = 0; i < 20; i++) {
        source.put(FakeSource.titled(i + 1, "song retitled" + i));
        assertThat(search.search("title:retitled" + i, 5).total()).isEqualTo(1);
        source.remove(49 - i);
        assertWhole(search);
      }
    }
  }

  @Test
  void whatWasNotCommittedInACrashIsAppliedAgain() throws Exception {
    put(1, 20);
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
      source.awaitAcknowledged(19);
    }
    Path crashed = directory.resolve("crashed");
    try (LuceneSearch search = open(LATE)) {
      assertWhole(search);
      put(20, 60);
      source.remove(3);
      assertWhole(search); // applied and seen, not committed
      assertThat(source.acknowledged()).isEqualTo(19);
      copy(index(), crashed);
      long asked = source.documentsAsked();
      try (LuceneSearch after = new LuceneSearch(crashed, source, TINY)) {
        assertWhole(after);
        source.awaitAcknowledged(60);
        assertThat(source.documentsAsked()).as("no rebuild").isEqualTo(asked);
      }
    }
  }

  @Test
  void aRebuildThatWasInterruptedGoesOnWhereItWas() throws Exception {
    put(1, 100);
    Path crashed = directory.resolve("crashed");
    AtomicInteger batches = new AtomicInteger();
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    source.beforeAnswer(
        () -> {
          if (batches.incrementAndGet() == 20) {
            reached.countDown();
            await(goOn);
          }
        });
    try (LuceneSearch search = open(TINY)) {
      search.requestUpdate();
      await(reached);
      assertThat(search.state().building()).isTrue();
      copy(index(), crashed);
      goOn.countDown();
    }
    source.beforeAnswer(() -> {});
    put(100, 110);
    source.remove(1);
    source.remove(105);
    long asked = source.documentsAsked();
    try (LuceneSearch search = new LuceneSearch(crashed, source, TINY)) {
      assertWhole(search);
    }
    assertThat(source.documentsAsked() - asked).isBetween(1L, 25L);
  }

  @Test
  void aRebuildAnswersFromWhatIsThere() throws Exception {
    put(1, 100);
    AtomicInteger batches = new AtomicInteger();
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    source.beforeAnswer(
        () -> {
          if (batches.incrementAndGet() == 11) {
            reached.countDown();
            await(goOn);
          }
        });
    IndexSettings impatient =
        new IndexSettings(3, 10, TINY.commitAfter(), TINY.idleAfter(), Duration.ofMillis(1));
    try (LuceneSearch search = open(impatient)) {
      search.requestUpdate();
      await(reached);
      assertThat(search.search("song", 100).total()).isEqualTo(30);
      assertThat(search.state().built()).isEqualTo(30);
      goOn.countDown();
      source.awaitAcknowledged(99);
      assertWhole(search);
      assertThat(search.state().building()).isFalse();
    }
  }

  @Test
  void anIndexThatMissedChangesIsBuiltOverAndForgetsWhatIsGone() throws Exception {
    put(1, 30);
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
    }
    Path old = directory.resolve("old");
    copy(index(), old);
    source.remove(7);
    put(30, 40);
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
      source.awaitAcknowledged(40);
    }
    try (LuceneSearch search = new LuceneSearch(old, source, TINY)) {
      assertWhole(search);
    }
  }

  @Test
  void anIndexOfAnotherCatalogueIsNotTakenForThisOnes() throws Exception {
    put(1, 30);
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
    }
    source.startOver();
    put(1, 60);
    source.put(FakeSource.titled(3, "song other"));
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
      assertThat(search.search("number3", 10).total()).isZero();
    }
  }

  @Test
  void anIndexOfAnotherFormatIsBuiltAnew() throws Exception {
    put(1, 10);
    Files.createDirectories(index());
    try (var files = new NIOFSDirectory(index());
        var writer = new IndexWriter(files, new IndexWriterConfig(new KeywordAnalyzer()))) {
      var data = new Checkpoint(source.catalogueId(), 9, 0, java.util.OptionalLong.empty());
      var other = data.toUserData();
      other.put("musicfs.format", "0");
      writer.setLiveCommitData(other.entrySet());
      writer.commit();
    }
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
    }
  }

  @Test
  void whateverHappensToTheFilesTheIndexMendsItself() throws Exception {
    put(1, 60);
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
    }
    Path good = directory.resolve("good");
    copy(index(), good);
    for (long seed = 1; seed <= 16; seed++) {
      Random random = new Random(seed);
      delete(index());
      copy(good, index());
      String harm = harm(random);
      try (LuceneSearch search = open(TINY)) {
        assertWhole(search);
      } catch (SearchException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + harm, e);
      }
    }
  }

  private String harm(Random random) throws IOException {
    List<Path> files = list(index());
    Path file = files.get(random.nextInt(files.size()));
    long size = Files.size(file);
    switch (random.nextInt(4)) {
      case 0 -> Files.delete(file);
      case 1 -> {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(size / 2);
        }
      }
      case 2 -> {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 0) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        }
        Files.write(file, bytes);
      }
      default -> {
        byte[] garbage = new byte[(int) size];
        random.nextBytes(garbage);
        Files.write(file, garbage);
      }
    }
    return file.getFileName() + " of " + files;
  }

  @Test
  void filesDamagedWhileServedAreNoticedAndMended() throws Exception {
    put(1, 100);
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
      source.awaitAcknowledged(99);
      awaitReleased();
      for (Path file : list(index())) {
        if (!file.endsWith("write.lock")) {
          Files.write(file, new byte[100]);
        }
      }
      awaitWhole(search);
    }
  }

  @Test
  void theCacheMayBeDeletedAtAnyTime() throws Exception {
    put(1, 100);
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
      source.awaitAcknowledged(99);
      delete(index());
      awaitWhole(search);
      put(100, 120);
      awaitWhole(search);
      source.awaitAcknowledged(119);
      assertThat(index()).isDirectoryContaining("glob:**segments_*");
    }
  }

  @Test
  void aCatalogueThatCannotAnswerIsToldAndTriedAgain() throws Exception {
    put(1, 10);
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
      source.setBroken(true);
      assertThatThrownBy(() -> search.search("song", 10))
          .isInstanceOfSatisfying(
              SearchException.class,
              e -> assertThat(e.reason()).isEqualTo(SearchException.Reason.UNAVAILABLE));
      source.setBroken(false);
      put(10, 20);
      awaitWhole(search);
    }
  }

  @Test
  void tracksThatAreGoneAreLeftOut() throws Exception {
    put(1, 10);
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
      source.removeSilently(4);
      SearchResult result = search.search("song", 100);
      assertThat(result.total()).isEqualTo(8);
      assertThat(result.hits()).hasSize(8).noneMatch(hit -> hit.path().equals("t4"));
    }
  }

  @Test
  void manySearchesBesideChangesReleasesAndReopeningsNeverFail() throws Exception {
    put(1, 50);
    try (LuceneSearch search = open(TINY)) {
      assertWhole(search);
      var failures = new ConcurrentLinkedQueue<Throwable>();
      Runnable searcher =
          () -> {
            for (int i = 0; i < 50; i++) {
              try {
                long total = search.search("song", 1_000).total();
                assertThat(total).isGreaterThanOrEqualTo(49);
              } catch (SearchException | AssertionError e) {
                failures.add(e);
              }
            }
          };
      List<Thread> threads =
          Stream.generate(() -> Thread.ofPlatform().start(searcher)).limit(4).toList();
      put(50, 150);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures).isEmpty();
      assertWhole(search);
    }
  }

  /** Asks until the answer is right: a search meets the damage, the next ones find it mended. */
  private void awaitWhole(LuceneSearch search) throws SearchException {
    long begin = System.nanoTime();
    while (true) {
      try {
        assertWhole(search);
        return;
      } catch (SearchException | AssertionError e) {
        if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(30)) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Until the idle index has let go of its lock. */
  private void awaitReleased() throws IOException {
    long begin = System.nanoTime();
    while (true) {
      try (FileChannel lock =
              FileChannel.open(index().resolve("write.lock"), StandardOpenOption.WRITE);
          var held = tryLock(lock)) {
        if (held != null) {
          return;
        }
      }
      assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(20));
    }
  }

  private static java.nio.channels.FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (java.nio.channels.OverlappingFileLockException e) {
      return null;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : list(from)) {
      Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void delete(Path directory) throws IOException {
    for (Path file : list(directory)) {
      Files.deleteIfExists(file);
    }
    Files.delete(directory);
  }
}

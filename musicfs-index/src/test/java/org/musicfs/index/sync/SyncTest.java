package org.musicfs.index.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.core.control.SyncProgress.Phase;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.testing.FakeOrigin;

@Timeout(60)
final class SyncTest {
  private final FakeOrigin origin = new FakeOrigin(1);
  private final MemoryStore store = new MemoryStore();
  private final PlainTagReader tags = new PlainTagReader();
  private final Metrics metrics = new Metrics();
  private Instant now = Instant.ofEpochSecond(1_900_000_000L);
  private int batchSize = 3;
  private int heldFiles = 1000;

  private Sync sync(String target, boolean accept) {
    SyncSettings settings =
        new SyncSettings(
            3,
            2,
            batchSize,
            Duration.ofMillis(20),
            Duration.ofSeconds(10),
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            heldFiles);
    return new Sync(
        origin,
        store,
        tags,
        metrics,
        () -> now,
        settings,
        new AtomicInteger(),
        List.of(OriginPath.of(target)),
        accept,
        progress -> {});
  }

  private SyncProgress run() {
    return sync("", false).run();
  }

  private void putAlbum(String directory, int tracks) {
    for (int i = 0; i < tracks; i++) {
      origin.put(directory + "/" + i + ".mp3", directory + i);
    }
  }

  private Map<String, Long> ids() {
    Map<String, Long> ids = new HashMap<>();
    store.tracks().forEach((path, location) -> ids.put(path, location.id()));
    return ids;
  }

  @Test
  void everythingIsFoundAndASecondSyncOpensNothingAndAppliesNothing() {
    putAlbum("a/x", 5);
    putAlbum("a/y", 4);
    origin.put("top.mp3", "top");
    origin.put("a/cover.jpg", "no audio");

    SyncProgress first = run();

    assertThat(first.phase()).isEqualTo(Phase.DONE);
    assertThat(first.added()).isEqualTo(10);
    assertThat(store.tracks()).hasSize(10).containsKeys("top.mp3", "a/x/4.mp3");
    assertThat(store.track("a/x/4.mp3").metadata().tags().first(TagField.TITLE)).contains("a/x4");
    assertThat(store.ends).containsExactly(new MemoryStore.End(true, ""));
    int batches = store.batches.size();

    SyncProgress second = run();

    assertThat(second.unchanged()).isEqualTo(10);
    assertThat(second.added() + second.changed() + second.removed()).isZero();
    assertThat(origin.opens).hasValue(10);
    assertThat(metrics.get(Metric.FILES_OPENED)).isEqualTo(10);
    assertThat(metrics.get(Metric.TRACKS_CHANGED)).isEqualTo(10);
    assertThat(store.batches).hasSize(batches);
  }

  @Test
  void whatIsStaleIsReadAgainOnce() {
    putAlbum("a", 3);
    run();
    int opens = origin.opens.get();
    store.stale.add(OriginPath.of("a/1.mp3"));

    assertThat(run().changed()).isEqualTo(1);
    assertThat(origin.opens.get()).isEqualTo(opens + 1);

    run();
    assertThat(origin.opens.get()).isEqualTo(opens + 1);
  }

  @Test
  void changedFilesKeepTheirLocationAndRemovedOnesGo() {
    putAlbum("a", 3);
    run();
    Map<String, Long> before = ids();
    origin.put("a/0.mp3", "other");
    origin.remove("a/1.mp3");
    origin.put("a/new.mp3", "new");

    SyncProgress progress = run();

    assertThat(progress.changed()).isEqualTo(1);
    assertThat(progress.removed()).isEqualTo(1);
    assertThat(progress.added()).isEqualTo(1);
    assertThat(store.tracks()).containsOnlyKeys("a/0.mp3", "a/2.mp3", "a/new.mp3");
    assertThat(store.track("a/0.mp3").id()).isEqualTo(before.get("a/0.mp3"));
    assertThat(store.track("a/0.mp3").metadata().tags().first(TagField.TITLE)).contains("other");
  }

  @Test
  void movesKeepTheirLocationWhateverTheOrderAndHoweverManyMayBeHeld() {
    for (int held : new int[] {0, 1, 5, 1000}) {
      heldFiles = held;
      String from = held % 2 == 0 ? "a" : "z";
      putAlbum("m" + held + "/" + from, 60);
      putAlbum("m" + held + "/stay", 2);
      run();
      Map<String, Long> before = ids();
      for (int i = 0; i < 60; i++) {
        origin.move(
            "m" + held + "/" + from + "/" + i + ".mp3", "m" + held + "/k/deep/" + i + ".mp3");
      }
      SyncProgress progress = run();

      assertThat(progress.moved()).as("held %s", held).isEqualTo(60);
      assertThat(progress.removed() + progress.added() + progress.heldBack()).isZero();
      for (int i = 0; i < 60; i++) {
        assertThat(store.track("m" + held + "/k/deep/" + i + ".mp3").id())
            .isEqualTo(before.get("m" + held + "/" + from + "/" + i + ".mp3"));
      }
      assertThat(run().unchanged()).isEqualTo(store.tracks().size());
    }
  }

  @Test
  void anUnreachableOriginChangesNothingAndTheSyncFails() {
    putAlbum("a", 3);
    run();
    int batches = store.batches.size();
    origin.unreachable(true);

    SyncProgress progress = run();

    assertThat(progress.phase()).isEqualTo(Phase.FAILED);
    assertThat(progress.message()).contains("unreachable");
    assertThat(store.batches).hasSize(batches);
    assertThat(store.ends.getLast().complete()).isFalse();
    assertThat(metrics.get(Metric.SYNC_FAILURES)).isEqualTo(1);
  }

  @Test
  void anUnknownDirectoryKeepsWhatIsBelowItAndTheRestIsSynced() {
    putAlbum("a/x", 3);
    putAlbum("b", 3);
    run();
    origin.remove("a/x/0.mp3");
    origin.remove("b/0.mp3");
    origin.breakDirectory("a", true);

    SyncProgress progress = run();

    assertThat(progress.phase()).isEqualTo(Phase.INCOMPLETE);
    assertThat(progress.problems()).isEqualTo(1);
    assertThat(progress.removed()).isEqualTo(1);
    assertThat(store.tracks()).containsKey("a/x/0.mp3").doesNotContainKey("b/0.mp3");
    origin.breakDirectory("a", false);
    assertThat(run().removed()).isEqualTo(1);
  }

  @Test
  void aDirectoryThatIsGoneTakesEverythingBelowItAlong() {
    putAlbum("a/x/y", 3);
    putAlbum("a/x", 2);
    putAlbum("b", 1);
    run();
    origin.remove("a/x");
    origin.put("a/other.mp3", "o");
    assertThat(run().removed()).isEqualTo(5);
    assertThat(store.tracks()).containsOnlyKeys("a/other.mp3", "b/0.mp3");
    assertThat(run().unchanged()).isEqualTo(2);
  }

  @Test
  void anOriginWhoseRootIsSuddenlyEmptyLosesNothing() {
    origin.put("a/only.mp3", "one");
    run();
    origin.remove("a");

    SyncProgress progress = run();

    assertThat(progress.heldBack()).isEqualTo(1);
    assertThat(progress.phase()).isEqualTo(Phase.INCOMPLETE);
    assertThat(progress.message()).contains("--accept-removals");
    assertThat(store.tracks()).hasSize(1);

    assertThat(sync("", true).run().removed()).isEqualTo(1);
    assertThat(store.tracks()).isEmpty();
  }

  @Test
  void aDirectoryThatIsSuddenlyEmptyLosesNothingUnlessItHeldASingleTrack() {
    putAlbum("disk/a", 2);
    putAlbum("album", 2);
    putAlbum("single", 1);
    putAlbum("stay", 2);
    run();
    for (String emptied : List.of("disk", "album", "single")) {
      origin.remove(emptied);
      origin.keepDirectory(emptied);
    }
    origin.remove("stay/0.mp3");

    SyncProgress progress = run();

    assertThat(progress.heldBack()).isEqualTo(4);
    assertThat(progress.removed()).as("the single, and one elsewhere").isEqualTo(2);
    assertThat(progress.message()).contains("suddenly empty");
    assertThat(store.tracks())
        .containsOnlyKeys(
            "album/0.mp3", "album/1.mp3", "disk/a/0.mp3", "disk/a/1.mp3", "stay/1.mp3");
    assertThat(sync("", true).run().removed()).isEqualTo(4);
  }

  @Test
  void tooManyRemovalsAtOnceAreHeldBackUntilAccepted() {
    putAlbum("a", 51);
    putAlbum("b", 100);
    run();
    for (int i = 0; i < 50; i++) {
      origin.remove("a/" + i + ".mp3");
    }
    assertThat(run().removed()).as("50 are not too many").isEqualTo(50);
    for (int i = 0; i < 51; i++) {
      origin.remove("b/" + i + ".mp3");
    }

    SyncProgress progress = run();

    assertThat(progress.removed()).isZero();
    assertThat(progress.heldBack()).isEqualTo(51);
    assertThat(progress.message()).contains("--accept-removals");
    assertThat(store.tracks()).hasSize(101);
    assertThat(sync("", true).run().removed()).isEqualTo(51);
  }

  @Test
  void anotherDeviceRemovesNothingButIsNotedWhereAllIsThere() {
    putAlbum("a", 3);
    putAlbum("b", 3);
    run();
    origin.device(2);
    origin.remove("a/0.mp3");

    SyncProgress progress = run();

    assertThat(progress.removed()).isZero();
    assertThat(progress.heldBack()).isEqualTo(1);
    assertThat(progress.message()).contains("another device");
    assertThat(run().heldBack()).as("still, and for ever").isEqualTo(1);
    origin.remove("b/0.mp3");
    assertThat(run().removed()).as("b was whole on the new device").isEqualTo(1);
    assertThat(sync("", true).run().removed()).isEqualTo(1);
    assertThat(run().heldBack()).isZero();
  }

  @Test
  void aVersionSeenWithinItsTickIsProvisionalAndSettledLaterWithoutOpeningIt() {
    FileStamp stamp = origin.put("a.mp3", "a");
    now = Instant.ofEpochSecond(0, stamp.mtimeNanos()).plusMillis(1999);
    run();
    assertThat(store.track("a.mp3").provisional()).isTrue();
    run();
    assertThat(store.track("a.mp3").provisional()).isTrue();
    now = now.plusMillis(2);
    run();
    assertThat(store.track("a.mp3").provisional()).isFalse();
    run();
    assertThat(store.settledCount()).isEqualTo(1);
    assertThat(origin.opens).hasValue(1);
  }

  @Test
  void aFileReplacedBetweenListingAndOpeningIsRecordedAsWhatWasRead() {
    origin.put("a.mp3", "first");
    AtomicBoolean once = new AtomicBoolean();
    origin.put("b.mp3", "second");
    AtomicReference<FileStamp> fresh = new AtomicReference<>();
    tags.beforeRead =
        () -> {
          if (once.compareAndSet(false, true)) {
            fresh.set(origin.put("b.mp3", "replaced"));
          }
        };
    batchSize = 1;
    run();
    var b = store.track("b.mp3");
    String title = b.metadata().tags().first(TagField.TITLE).orElseThrow();
    assertThat(b.stamp().sizeBytes()).isEqualTo(title.length());
    tags.beforeRead = () -> {};
    run();
    assertThat(store.track("b.mp3").stamp()).isEqualTo(fresh.get());
  }

  @Test
  void hiddenAndSystemNamesAreLeftAloneAndOddOnesAreSyncedAndReported() {
    putAlbum(".hidden", 2);
    putAlbum("lost+found", 1);
    putAlbum("@eaDir", 1);
    putAlbum(".Trash-1000/files", 1);
    origin.put("a/.dot.mp3", "no");
    OriginPath odd = OriginPath.of(new byte[] {'a', '/', (byte) 0xf6, '.', 'm', 'p', '3'});
    origin.put(odd, new byte[] {1});

    SyncProgress progress = run();

    assertThat(store.tracks()).containsOnlyKeys(odd.toString());
    assertThat(progress.problems()).isEqualTo(1);
    assertThat(progress.phase()).isEqualTo(Phase.DONE);
    assertThat(sync(".hidden/0.mp3", false).run().files()).isZero();
  }

  @Test
  void damagedFilesAreListedAndCounted() {
    origin.put("a.mp3", "damaged");
    assertThat(run().unreadable()).isEqualTo(1);
    assertThat(store.track("a.mp3").metadata().problem()).contains("damaged");
  }

  @Test
  void aScopeLooksAtNothingElse() {
    putAlbum("a/x", 2);
    putAlbum("b", 2);
    run();
    origin.remove("b/0.mp3");
    origin.remove("a/x/0.mp3");
    origin.put("a/x/new/0.mp3", "new");
    int listings = origin.listings.get();

    SyncProgress progress = sync("a/x", false).run();

    assertThat(origin.listings.get() - listings).isEqualTo(2);
    assertThat(progress.removed()).isEqualTo(1);
    assertThat(progress.added()).isEqualTo(1);
    assertThat(store.tracks()).containsKey("b/0.mp3");
    assertThat(store.ends).hasSize(1);
    assertThat(sync("b/0.mp3", false).run().removed()).as("a file, by its name").isEqualTo(1);
    origin.remove("a/x");
    origin.put("a/other.mp3", "o");
    assertThat(sync("a/x/new", false).run().removed()).as("through what is gone").isEqualTo(2);
    origin.put("c/d/e/0.mp3", "deep");
    assertThat(sync("c/d/e", false).run().added()).as("below what is new").isEqualTo(1);
    assertThat(store.tracks()).containsOnlyKeys("a/other.mp3", "b/1.mp3", "c/d/e/0.mp3");
  }

  @Test
  void aFailingCatalogueEndsTheSyncAndTheNextGoesOnWhereItStopped() {
    putAlbum("a", 30);
    store.failAfterBatches = 4;
    SyncProgress failed = run();
    assertThat(failed.phase()).isEqualTo(Phase.FAILED);
    assertThat(failed.message()).contains("disk full");
    long applied = store.tracks().size();
    assertThat(applied).isPositive().isLessThan(30);
    assertThat(failed.added()).isEqualTo(applied);
    store.failAfterBatches = Integer.MAX_VALUE;

    SyncProgress progress = run();

    assertThat(progress.unchanged()).isEqualTo(applied);
    assertThat(progress.added()).isEqualTo(30 - applied);
  }

  @Test
  void aBugInTheCatalogueOrTheTagReaderEndsTheSyncAndHangsNothing() {
    putAlbum("a", 10);
    tags.beforeRead =
        () -> {
          throw new AssertionError("tags");
        };
    SyncProgress unread = run();
    assertThat(unread.problems()).isEqualTo(10);
    assertThat(unread.added()).isZero();
    tags.beforeRead = () -> {};
    store.beforeApply =
        () -> {
          throw new AssertionError("apply");
        };
    origin.put("b/new.mp3", "new");
    assertThat(run().phase()).isEqualTo(Phase.FAILED);
  }

  @Test
  void aCancelledSyncStopsBetweenBatchesAndKeepsWhatWasApplied() throws Exception {
    putAlbum("a", 200);
    CountDownLatch applying = new CountDownLatch(3);
    CountDownLatch cancelled = new CountDownLatch(1);
    store.beforeApply =
        () -> {
          applying.countDown();
          if (applying.getCount() == 0) {
            try {
              cancelled.await();
            } catch (InterruptedException e) {
              throw new AssertionError("the writer was interrupted", e);
            }
          }
        };
    Sync sync = sync("", false);
    AtomicReference<SyncProgress> end = new AtomicReference<>();
    Thread runner = Thread.ofPlatform().start(() -> end.set(sync.run()));
    applying.await();
    sync.cancel();
    cancelled.countDown();
    runner.join();
    assertThat(end.get().phase()).isEqualTo(Phase.INCOMPLETE);
    assertThat(store.tracks().size()).isLessThan(200);
    assertThat(end.get().added()).isEqualTo(store.tracks().size());
    assertThat(run().unchanged()).isEqualTo(end.get().added());
    assertThat(store.tracks()).hasSize(200);
  }

  @Test
  void afterAnyChangesTheCatalogueHoldsWhatTheOriginHolds() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      List<String> there = new ArrayList<>(store.tracks().keySet());
      heldFiles = random.nextInt(4);
      batchSize = 1 + random.nextInt(5);
      for (int i = 0; i < 10; i++) {
        String path =
            random.nextInt(3) + "/" + random.nextInt(3) + "/" + random.nextInt(9) + ".mp3";
        boolean exists = origin.stat(OriginPath.of(path)) instanceof Answer.Present<FileStamp>;
        if (random.nextInt(3) == 0) {
          origin.remove(path);
        } else if (random.nextBoolean() && !there.isEmpty() && !exists) {
          String from = there.remove(random.nextInt(there.size()));
          if (origin.stat(OriginPath.of(from)) instanceof Answer.Present<FileStamp>) {
            origin.move(from, path);
          }
        } else {
          origin.put(path, path + random.nextInt());
        }
      }
      SyncProgress progress = sync("", true).run();
      assertThat(progress.phase()).as("seed %s: %s", seed, progress).isEqualTo(Phase.DONE);
      Map<String, FileStamp> expected = new HashMap<>();
      for (int a = 0; a < 3; a++) {
        for (int b = 0; b < 3; b++) {
          for (int c = 0; c < 9; c++) {
            String path = a + "/" + b + "/" + c + ".mp3";
            if (origin.stat(OriginPath.of(path)) instanceof Answer.Present<FileStamp> p) {
              expected.put(path, p.value());
            }
          }
        }
      }
      Map<String, FileStamp> actual = new HashMap<>();
      store.tracks().forEach((path, location) -> actual.put(path, location.stamp()));
      assertThat(actual).as("seed %s round %s", seed, round).isEqualTo(expected);
    }
  }
}

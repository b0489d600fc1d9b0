package org.musicfs.index.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.core.control.SyncProgress.Phase;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.testing.FakeOrigin;

@Timeout(60)
final class SyncServiceTest {
  private static final OriginId ONE = new OriginId(1);

  private final FakeOrigin origin = new FakeOrigin(1);
  private final MemoryStore store = new MemoryStore();
  private final PlainTagReader tags = new PlainTagReader();
  private final SyncService service =
      new SyncService(
          store,
          tags,
          new Metrics(),
          InstantSource.system(),
          new SyncSettings(
              2,
              2,
              10,
              Duration.ofMillis(10),
              Duration.ofMillis(100),
              Duration.ofMillis(1),
              Duration.ofMillis(20),
              100));

  @AfterEach
  void close() {
    origin.release();
    service.close();
  }

  /** Directories below {@code stuck} never answer until released. */
  private record Hanging(FakeOrigin inner, CountDownLatch release, OriginPath stuck)
      implements Origin {
    @Override
    public OriginId id() {
      return inner.id();
    }

    @Override
    public String displayName() {
      return inner.displayName();
    }

    @Override
    public Answer<DirectoryListing> list(OriginPath directory) {
      boolean interrupted = false;
      while (directory.startsWith(stuck) && release.getCount() > 0) {
        try {
          release.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return inner.list(directory);
    }

    @Override
    public Answer<FileStamp> stat(OriginPath path) {
      return inner.stat(path);
    }

    @Override
    public OriginReader open(OriginPath path) throws OriginException {
      return inner.open(path);
    }

    @Override
    public Optional<Path> localPath(OriginPath path) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private static void until(java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aCallerHearsProgressAndGetsTheEnd() throws Exception {
    service.add(origin);
    assertThat(service.progress(ONE).phase()).isEqualTo(Phase.IDLE);
    for (int i = 0; i < 50; i++) {
      origin.put(i + ".mp3", "t" + i);
    }
    List<SyncProgress> heard = Collections.synchronizedList(new ArrayList<>());
    SyncProgress end = service.sync(ONE, OriginPath.ROOT, false, heard::add);
    assertThat(end.phase()).isEqualTo(Phase.DONE);
    assertThat(end.added()).isEqualTo(50);
    assertThat(heard.getFirst().phase()).isEqualTo(Phase.RUNNING);
    assertThat(heard.getLast()).isEqualTo(end);
    assertThat(service.progress(ONE)).isEqualTo(end);
    assertThat(service.isReachable(ONE)).isTrue();
    origin.unreachable(true);
    assertThat(service.sync(ONE, OriginPath.ROOT, false, p -> {}).phase()).isEqualTo(Phase.FAILED);
    assertThat(service.isReachable(ONE)).isFalse();
    assertThatThrownBy(() -> service.sync(new OriginId(9), OriginPath.ROOT, false, p -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSyncOfTheSameScopeIsJoinedNotRepeated() throws Exception {
    origin.put("a.mp3", "a");
    origin.hold();
    service.add(origin);
    service.syncAll();
    until(() -> origin.opens.get() == 1);
    AtomicReference<SyncProgress> joined = new AtomicReference<>();
    CountDownLatch heard = new CountDownLatch(1);
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    joined.set(service.sync(ONE, OriginPath.ROOT, false, p -> heard.countDown()));
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });
    heard.await();
    origin.release();
    caller.join();
    assertThat(joined.get().added()).isEqualTo(1);
    assertThat(origin.listings).hasValue(1);
  }

  @Test
  void reportedFilesAreSyncedSoonAndManyReportsOnce() throws Exception {
    service.add(origin);
    origin.put("a/0.mp3", "0");
    origin.put("a/1.mp3", "1");
    service.sync(ONE, OriginPath.ROOT, false, p -> {});
    int listings = origin.listings.get();
    FileStamp changed = origin.put("a/0.mp3", "changed");
    for (int i = 0; i < 100; i++) {
      service.reportChanged(ONE, OriginPath.of("a/0.mp3"), false);
      service.reportChanged(ONE, OriginPath.of("a/1.mp3"), false);
    }
    until(() -> store.track("a/0.mp3").stamp().equals(changed));
    service.sync(ONE, OriginPath.of("none"), false, p -> {});
    assertThat(origin.listings.get() - listings).isLessThanOrEqualTo(5);
    service.reportChanged(new OriginId(9), OriginPath.of("x"), false);
  }

  @Test
  void aDirectoryThatHangsIsUnknownAndHoldsUpNothingElse() throws Exception {
    origin.put("a/0.mp3", "0");
    origin.put("stuck/0.mp3", "1");
    origin.put("z/0.mp3", "2");
    CountDownLatch release = new CountDownLatch(1);
    service.add(new Hanging(origin, release, OriginPath.of("stuck")));
    try {
      SyncProgress end = service.sync(ONE, OriginPath.ROOT, false, p -> {});
      assertThat(end.phase()).isEqualTo(Phase.INCOMPLETE);
      assertThat(end.problems()).isEqualTo(1);
      assertThat(store.tracks()).containsOnlyKeys("a/0.mp3", "z/0.mp3");
    } finally {
      release.countDown();
    }
    SyncProgress end = service.sync(ONE, OriginPath.ROOT, false, p -> {});
    assertThat(end.phase()).isEqualTo(Phase.DONE);
    assertThat(store.tracks()).hasSize(3);
  }

  @Test
  void anOriginThatHangsFailsInTimePilesUpNoThreadsAndDelaysNoOther() throws Exception {
    origin.put("a.mp3", "0");
    FakeOrigin other = new FakeOrigin(2);
    CountDownLatch release = new CountDownLatch(1);
    service.add(new Hanging(origin, release, OriginPath.ROOT));
    service.add(other);
    try {
      for (int i = 0; i < 5; i++) {
        assertThat(service.sync(ONE, OriginPath.ROOT, false, p -> {}).phase())
            .isEqualTo(Phase.FAILED);
      }
      long waiting =
          Thread.getAllStackTraces().keySet().stream()
              .filter(t -> t.getName().equals("sync-list-1"))
              .count();
      assertThat(waiting).isLessThanOrEqualTo(4);
      assertThat(service.sync(new OriginId(2), OriginPath.ROOT, false, p -> {}).phase())
          .isEqualTo(Phase.DONE);
    } finally {
      release.countDown();
    }
    until(
        () -> {
          try {
            return service.sync(ONE, OriginPath.ROOT, false, p -> {}).phase() == Phase.DONE;
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void closingStopsARunningSyncAndTellsWhoWaits() throws Exception {
    origin.put("a.mp3", "a");
    origin.hold();
    service.add(origin);
    AtomicReference<SyncProgress> end = new AtomicReference<>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    end.set(service.sync(ONE, OriginPath.ROOT, false, p -> {}));
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });
    until(() -> origin.opens.get() == 1);
    service.close();
    caller.join();
    assertThat(end.get().phase()).isEqualTo(Phase.INCOMPLETE);
    assertThat(store.tracks()).isEmpty();
    assertThat(service.sync(ONE, OriginPath.ROOT, false, p -> {}).phase())
        .isEqualTo(Phase.INCOMPLETE);
  }
}

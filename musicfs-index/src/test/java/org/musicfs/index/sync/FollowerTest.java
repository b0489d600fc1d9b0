package org.musicfs.index.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.testing.FakeOrigin;

@Timeout(60)
class FollowerTest {
  private static final OriginId ONE = new OriginId(1);
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofDays(1);

  private final FakeOrigin origin = new FakeOrigin(1);
  private final SyncService sync =
      new SyncService(
          new MemoryStore(),
          new PlainTagReader(),
          new Metrics(),
          InstantSource.system(),
          SyncSettings.defaults(2));
  private Follower follower;

  @AfterEach
  void close() {
    follower.close();
    sync.close();
  }

  private void follow(boolean watch, Duration poll, Duration rescan) {
    sync.add(origin);
    follower = new Follower(sync, watch, poll, rescan);
    follower.follow(origin);
  }

  private void awaitListings(int least) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (origin.listings.get() < least && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(origin.listings.get()).isGreaterThanOrEqualTo(least);
  }

  private void awaitQuiet() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
  }

  @Test
  void anOriginThatTellsNothingIsLookedAtAgainAndAgain() {
    follow(true, SOON, NEVER);
    awaitListings(3);
    assertThat(follower.following(ONE)).isEqualTo("looked at every 0 s");
  }

  @Test
  void oneThatTellsIsSyncedWhenItDoesAndNotBefore() {
    origin.watchable(true);
    follow(true, SOON, NEVER);
    awaitQuiet();
    assertThat(origin.listings).hasValue(0);
    origin.put("a.mp3", "a");
    origin.tell("a.mp3");
    awaitListings(1);
    awaitQuiet();
    assertThat(origin.listings).hasValue(1);
    origin.tellMissed();
    awaitListings(2);
    assertThat(follower.following(ONE)).isEqualTo("watched, all of it looked at every 24 h");
  }

  @Test
  void allOfItIsLookedAtNowAndThenAnyway() {
    origin.watchable(true);
    follow(true, SOON, Duration.ofMillis(50));
    awaitListings(3);
  }

  @Test
  void oneThatTellsOnlyAPartIsLookedAtAsOftenAsOneThatTellsNothing() {
    origin.watchable(false);
    follow(true, SOON, NEVER);
    awaitListings(3);
    assertThat(follower.following(ONE)).isEqualTo("watched in part, all of it looked at every 0 s");
  }

  @Test
  void oneOutOfReachIsTriedAgainUntilItIsThere() throws Exception {
    origin.watchable(true);
    origin.unreachable(true);
    follow(true, SOON, NEVER);
    sync.sync(ONE, org.musicfs.core.origin.OriginPath.ROOT, false, progress -> {});
    int tried = origin.listings.get();
    awaitListings(tried + 2);
    origin.unreachable(false);
    awaitListings(tried + 3);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!sync.isReachable(ONE) && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(sync.isReachable(ONE)).isTrue();
    awaitQuiet();
    int then = origin.listings.get();
    awaitQuiet();
    assertThat(origin.listings).hasValue(then);
  }

  @Test
  void nothingIsWatchedUnlessAskedFor() {
    origin.watchable(true);
    follow(false, NEVER, NEVER);
    origin.tell("a.mp3");
    awaitQuiet();
    assertThat(origin.listings).hasValue(0);
    assertThat(follower.following(ONE)).isEqualTo("looked at every 24 h");
  }
}

package org.musicfs.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IndexProgressTest {
  private final CountDownLatch taken = new CountDownLatch(1);
  private final IndexProgress progress = new IndexProgress(this::take);

  private void take() {
    if (progress.awaitRequest(Long.MAX_VALUE)) {
      taken.countDown();
    }
  }

  @AfterEach
  void close() {
    progress.close();
  }

  @Test
  void announcedWorkWaitsForAPauseInSuchNews() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1200);
    do {
      progress.announce();
      assertThat(taken.await(50, TimeUnit.MILLISECONDS)).isFalse();
    } while (System.nanoTime() < end);

    assertThat(taken.await(3, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void newsThatNeverPauseHoldItUpForSecondsOnly() throws InterruptedException {
    long begin = System.nanoTime();
    do {
      progress.announce();
    } while (!taken.await(50, TimeUnit.MILLISECONDS)
        && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(15));

    assertThat(taken.getCount()).isZero();
    assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.SECONDS.toNanos(4));
  }

  @Test
  void aRequestWaitsForNothing() throws InterruptedException {
    progress.announce();
    progress.request();

    assertThat(taken.await(300, TimeUnit.MILLISECONDS)).isTrue();
  }
}

package org.musicfs.cas.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.musicfs.core.origin.OriginId;

class ReadAheadTest {
  private static final int READ = 128 << 10;
  private final ReadAhead readAhead = new ReadAhead(4 << 20, 256 << 10, 1L << 50);

  private long window(long offset, boolean missed) {
    ReadAhead.Ahead ahead = readAhead.observe(offset, READ, missed);
    return ahead.isEmpty() ? 0 : ahead.to() - (offset + READ);
  }

  @Test
  void theWindowDoublesFromTheFirstRequestToItsMostAndASeekStartsAnew() {
    assertThat(window(0, true)).as("one read is no stream").isZero();
    assertThat(window(READ, false)).isEqualTo(2L * READ);
    long largest = 0;
    for (int i = 2; i < 100; i++) {
      largest = Math.max(largest, window((long) i * READ, false));
    }
    assertThat(largest).isEqualTo(4 << 20);
    assertThat(window(1L << 30, true)).as("a seek").isZero();
    assertThat(window((1L << 30) + READ, true)).isEqualTo(2L * READ);
  }

  @Test
  void nothingIsFetchedTwiceAheadOfOneReader() {
    long fetched = READ;
    for (int i = 0; i < 200; i++) {
      ReadAhead.Ahead ahead = readAhead.observe((long) i * READ, READ, true);
      if (!ahead.isEmpty()) {
        assertThat(ahead.from()).isGreaterThanOrEqualTo(fetched);
        fetched = ahead.to();
      }
    }
  }

  @Test
  void aStoredFileAndAProbeLookNowhere() {
    for (int i = 0; i < 50; i++) {
      assertThat(window((long) i * READ, false)).as("all stored").isZero();
    }
    for (int i = 1; i < 50; i++) {
      assertThat(window(i * 10_000_019L, true)).as("random").isZero();
    }
  }

  @Test
  void twoStreamsOfOneFileKeepTheirOwnWindows() {
    long far = 1L << 32;
    for (int i = 0; i < 40; i++) {
      readAhead.observe((long) i * READ, READ, true);
      readAhead.observe(far + (long) i * READ, READ, true);
    }
    readAhead.observe(1L << 40, READ, true);
    long ahead = 0;
    for (int i = 40; i < 80; i++) {
      ahead = Math.max(ahead, window(far + (long) i * READ, true));
    }
    assertThat(ahead).isEqualTo(4 << 20);
  }

  @Test
  void aReaderThatStepsBackALittleKeepsItsWindow() {
    for (int i = 0; i < 20; i++) {
      window((long) i * READ, true);
    }
    long end = 20L * READ;
    assertThat(readAhead.observe(end - READ, READ, true).isEmpty()).as("read again").isTrue();
    assertThat(readAhead.observe(end - 1, READ, true).isEmpty()).isTrue();
    long ahead = 0;
    for (int i = 20; i < 60; i++) {
      ahead = Math.max(ahead, window((long) i * READ, true));
    }
    assertThat(ahead).as("no smaller one on the way").isEqualTo(4 << 20);
    readAhead.observe(60L * READ - 2L * READ - 1, READ, true);
    assertThat(window(60L * READ - READ - 1, true)).as("too far: a new one").isEqualTo(2L * READ);
  }

  @Test
  void whatWasNotFetchedIsAskedForAgainByASmallerWindow() {
    for (int i = 0; i < 20; i++) {
      window((long) i * READ, true);
    }
    long end = 20L * READ;
    readAhead.failed(end + READ);

    ReadAhead.Ahead again = readAhead.observe(end, READ, true);

    assertThat(again.from()).isEqualTo(end + READ);
    assertThat(again.to()).isGreaterThan(again.from()).isLessThanOrEqualTo(end + READ + (4 << 20));
  }

  @Test
  void theEndIsToldOnceToWhoeverReadOnFromAnOrigin() {
    int size = 8 << 20;
    ReadAhead file = new ReadAhead(1 << 20, 256 << 10, size);
    int told = 0;
    for (long at = 0; at < size; at += READ) {
      if (file.observe(at, READ, true).nearEnd()) {
        told++;
        assertThat(size - at - READ).isEqualTo(1 << 20);
      }
    }
    assertThat(told).isEqualTo(1);
    ReadAhead stored = new ReadAhead(1 << 20, 256 << 10, size);
    for (long at = 0; at < size; at += READ) {
      assertThat(stored.observe(at, READ, false).nearEnd()).as("stored").isFalse();
    }
    ReadAhead probe = new ReadAhead(1 << 20, 256 << 10, size);
    for (long at = size - 6L * READ; at < size; at += READ) {
      assertThat(probe.observe(at, READ, true).nearEnd()).as("tags at the end").isFalse();
    }
  }

  @Test
  void oneOriginCannotTakeTheWholeBudgetAndWhoHoldsNothingGetsThrough() {
    ByteBudget budget = new ByteBudget(100);
    OriginId hung = new OriginId(1);
    OriginId other = new OriginId(2);
    assertThat(budget.tryAcquire(hung, 20)).isTrue();
    assertThat(budget.tryAcquire(hung, 20)).as("beyond its third").isFalse();
    assertThat(budget.tryAcquire(other, 80)).isTrue();
    assertThat(budget.tryAcquire(new OriginId(3), 1)).as("all taken").isFalse();
    budget.release(other, 80);
    budget.release(hung, 20);
    assertThat(budget.inFlight()).isZero();
    assertThat(budget.tryAcquire(other, 1000)).as("larger than all of it").isTrue();
  }
}

package org.musicfs.cas.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class UseClockTest {
  private long machine = 1_000;

  @Test
  void isTheTimeUnlessThatIsBehindTheLatestUse() {
    UseClock uses = new UseClock(() -> Instant.ofEpochMilli(machine), 1_500);
    assertThat(uses.millis()).isEqualTo(1_501);
    assertThat(uses.millis()).isEqualTo(1_502);
    machine = 2_000;
    assertThat(uses.millis()).isEqualTo(2_000);
    assertThat(uses.millis()).isEqualTo(2_000);
    machine = 1_999;
    assertThat(uses.millis()).isEqualTo(2_001);
  }

  /** However long a thread is held up between its looks at the clock and at the latest use. */
  @Test
  void doesNotRunAheadWhenThreadsOvertakeEachOther() {
    Overtaken clock = new Overtaken();
    UseClock uses = new UseClock(clock, 0);
    clock.uses = uses;

    assertThat(uses.millis()).isEqualTo(5);
    assertThat(clock.overtaking).isEqualTo(6);
    assertThat(uses.millis()).as("the time").isEqualTo(6);
  }

  /** While one thread looks at it, the time passes and another one uses a chunk. */
  private static final class Overtaken implements InstantSource {
    private UseClock uses;
    private long now = 5;
    private long overtaking;

    @Override
    public Instant instant() {
      long then = now;
      if (then == 5) {
        now = 6;
        overtaking = uses.millis();
      }
      return Instant.ofEpochMilli(then);
    }
  }
}

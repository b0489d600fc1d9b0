package org.musicfs.cli.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.cli.supervise.RestartPolicy.Decision;
import org.musicfs.core.sys.Spawn.End;

final class RestartPolicyTest {
  private static final End CRASH = new End.Killed(11);
  private static final End ASKED = new End.Exited(75);

  private final AtomicLong now = new AtomicLong(-5);
  private final RestartPolicy policy = new RestartPolicy(now::get);

  @Test
  void aDaemonThatNeverServedIsNotTriedAgain() {
    assertThat(policy.ended(CRASH)).isEqualTo(Decision.END);
    assertThat(policy.ended(ASKED)).isEqualTo(Decision.END);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 129, 130, 143})
  void aDaemonThatWasUnmountedOrToldToStopStaysSo(int code) {
    policy.ready();

    assertThat(policy.ended(new End.Exited(code))).isEqualTo(Decision.END);
  }

  @Test
  void fiveFailuresWithinAMinuteAreBorneAndNoSixth() {
    policy.ready();
    for (int i = 0; i < 5; i++) {
      assertThat(policy.ended(CRASH)).isEqualTo(Decision.AGAIN);
      now.addAndGet(Duration.ofSeconds(11).toNanos());
    }

    assertThat(policy.ended(new End.Exited(1))).isEqualTo(Decision.GIVE_UP);
  }

  @Test
  void failuresOfLongAgoDoNotCount() {
    policy.ready();
    for (int i = 0; i < 100; i++) {
      assertThat(policy.ended(CRASH)).isEqualTo(Decision.AGAIN);
      now.addAndGet(Duration.ofSeconds(12).toNanos());
    }
  }

  @Test
  void askedForItIsStartedAgainHoweverOften() {
    for (int i = 0; i < 100; i++) {
      policy.ready();
      assertThat(policy.ended(ASKED)).isEqualTo(Decision.AGAIN);
    }
  }

  @Test
  void askingWithoutServingIsAFailure() {
    policy.ready();
    assertThat(policy.ended(ASKED)).isEqualTo(Decision.AGAIN);
    for (int i = 0; i < 5; i++) {
      assertThat(policy.ended(ASKED)).isEqualTo(Decision.AGAIN);
    }

    assertThat(policy.ended(ASKED)).isEqualTo(Decision.GIVE_UP);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 8, 10, 11})
  void whatStaysWrongIsNotTriedAgain(int code) {
    policy.ready();

    assertThat(policy.ended(new End.Exited(code))).isEqualTo(Decision.END);
  }

  @Test
  void toldToStopItDoesWhateverTheDaemonSays() {
    policy.ready();
    policy.stop();

    assertThat(policy.ended(ASKED)).isEqualTo(Decision.END);
  }

  @Test
  void theUnitsDecideTheSame() throws IOException {
    String lasting =
        RestartPolicy.LASTING.stream()
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(" "));
    for (String unit : new String[] {"musicfs.service", "musicfs@.service"}) {
      assertThat(Files.readAllLines(Path.of("../packaging/systemd", unit)))
          .contains(
              "RestartPreventExitStatus=" + lasting,
              "RestartForceExitStatus=75",
              "StartLimitBurst=" + (RestartPolicy.MOST + 1),
              "StartLimitIntervalSec=" + RestartPolicy.PERIOD.toSeconds(),
              "FileDescriptorStoreMax=" + KeptDescriptors.MOST);
    }
  }
}

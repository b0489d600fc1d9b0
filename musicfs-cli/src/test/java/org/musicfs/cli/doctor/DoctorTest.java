package org.musicfs.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.musicfs.cli.config.Problem;
import org.musicfs.cli.doctor.Facts.Device;
import org.musicfs.cli.output.Terminal;
import org.musicfs.core.error.ExitCode;

final class DoctorTest {
  private static final Terminal PLAIN = new Terminal(false, false);
  private static final Path FUSERMOUNT = Path.of("/usr/bin/fusermount3");

  @TempDir Path temp;

  /** A machine where everything is right, to be spoilt one fact at a time. */
  private static final class Machine {
    private int java = 25;
    private Device device = Device.OPENS;
    private boolean libfuse;
    private boolean wantsLibfuse;
    private Optional<Path> fusermount = Optional.of(FUSERMOUNT);
    private boolean root;
    private boolean userAllowOther;
    private boolean wantsAllowOther;
    private String encoding = "UTF-8";
    private List<Problem> problems = List.of();
    private Map<String, String> directories = Map.of("state directory /s", "");
    private long free = 100;
    private long reserve = 10;
    private List<String> stale = List.of();

    Facts facts() {
      return new Facts(
          java,
          device,
          libfuse,
          wantsLibfuse,
          fusermount,
          root,
          userAllowOther,
          wantsAllowOther,
          encoding,
          problems,
          directories,
          free,
          reserve,
          stale);
    }
  }

  /** One fact spoilt. */
  private interface Spoil {
    void on(Machine machine);
  }

  @Test
  void aMachineWithEverythingInOrderHasNothingToMend() {
    List<Finding> findings = Doctor.examine(new Machine().facts());

    assertThat(findings)
        .allSatisfy(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.OK))
        .allSatisfy(finding -> assertThat(finding.remedy()).isEmpty());
    assertThat(DoctorCommand.exitCode(findings)).isEqualTo(ExitCode.OK);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("fail", m -> m.java = 17, "Java: 17 is too old", "apt-get install"),
        fault("fail", m -> m.device = Device.MISSING, "/dev/fuse: is missing", "modprobe fuse"),
        fault(
            "fail", m -> m.device = Device.FORBIDDEN, "may not be opened", "chmod 0666 /dev/fuse"),
        fault("fail", m -> m.wantsLibfuse = true, "libfuse.so.2: cannot be loaded", "libfuse2"),
        fault("fail", m -> m.fusermount = Optional.empty(), "fusermount3: is not", "fuse3"),
        fault(
            "warn",
            m -> spoil(m, x -> x.root = true, x -> x.fusermount = Optional.empty()),
            "only root can mount",
            "fuse3"),
        fault(
            "fail",
            m -> m.wantsAllowOther = true,
            "user_allow_other: is not set",
            "echo user_allow_other | sudo tee -a /etc/fuse.conf"),
        fault(
            "fail",
            m -> m.encoding = "ANSI_X3.4-1968",
            "read as ANSI_X3.4-1968",
            "export LC_ALL=C.UTF-8"),
        fault(
            "fail",
            m -> m.problems = List.of(new Problem("/c.toml:1:2", "unknown key", "known: x")),
            "configuration: /c.toml:1:2: unknown key",
            "known: x"),
        fault(
            "fail",
            m -> m.directories = Map.of("state directory /s", "/it's is not writable for you"),
            "state directory /s: /it's is not writable",
            "chown \"$(id -un)\" '/it'\\''s'"),
        fault("warn", m -> m.free = 9, "less than cache.reserve", "cache clear"),
        fault("warn", m -> m.free = -1, "free space: cannot be told", "df"),
        fault(
            "fail",
            m -> m.stale = List.of("/mnt/a b"),
            "stale mount: /mnt/a b is not served",
            "fusermount3 -uz '/mnt/a b'"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void eachFaultIsNamedWithTheCommandThatMendsIt(
      String level, Spoil spoil, String text, String remedy) {
    Machine machine = new Machine();
    spoil.on(machine);

    List<Finding> findings = Doctor.examine(machine.facts());

    assertThat(findings.stream().filter(f -> f.level() != Finding.Level.OK))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.level().key()).isEqualTo(level);
              assertThat(finding.subject() + ": " + finding.detail()).contains(text);
              assertThat(finding.remedy()).contains(remedy);
            });
    assertThat(DoctorCommand.exitCode(findings))
        .isEqualTo(level.equals("fail") ? ExitCode.ENVIRONMENT : ExitCode.OK);
    assertThat(DoctorCommand.text(findings, PLAIN)).contains(level + "  ").contains("\n      ");
    assertThat(DoctorCommand.json(findings)).contains("\"level\": \"" + level + "\"");
  }

  private static void spoil(Machine machine, Spoil first, Spoil second) {
    first.on(machine);
    second.on(machine);
  }

  private static Arguments fault(String level, Spoil spoil, String text, String remedy) {
    return Arguments.of(level, spoil, text, remedy);
  }
}

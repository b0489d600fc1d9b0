package org.musicfs.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.core.error.ExitCode;

final class SystemdUnitTest {
  private static final Path UNITS = Path.of("..", "packaging", "systemd");

  /** Each would put the mount into a namespace of its own, or stop fusermount3. */
  private static final List<String> HIDES_THE_MOUNT =
      List.of(
          "ProtectSystem",
          "ProtectHome",
          "PrivateTmp",
          "PrivateDevices",
          "ReadOnlyPaths",
          "ReadWritePaths",
          "InaccessiblePaths",
          "ProtectKernelTunables",
          "ProtectKernelModules",
          "ProtectControlGroups",
          "PrivateMounts",
          "DynamicUser",
          "NoNewPrivileges",
          "SystemCallFilter",
          "RestrictAddressFamilies",
          "LockPersonality",
          "RestrictNamespaces",
          "MemoryDenyWriteExecute");

  /**
   * What may be over after a moment, and what a daemon never ends with; everything else stays wrong
   * until a person acts.
   */
  private static final Set<ExitCode> WORTH_ANOTHER_TRY =
      Set.of(
          ExitCode.OK,
          ExitCode.FAILURE,
          ExitCode.NOT_RUNNING,
          ExitCode.BUSY,
          ExitCode.QUERY,
          ExitCode.FOUND,
          ExitCode.RESTART);

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"musicfs.service", "musicfs@.service"})
  void theUnitNotifiesHidesNoMountAndDoesNotRetryWhatStaysWrong(String name) throws IOException {
    List<String> lines = lines(name);

    assertThat(lines).contains("Type=notify", "NotifyAccess=main");
    assertThat(lines).anyMatch(l -> l.startsWith("ExecStart=") && l.contains(" --foreground "));
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(HIDES_THE_MOUNT)
                    .doesNotContain(line.substring(0, Math.max(0, line.indexOf('=')))));
    String lasting =
        java.util.Arrays.stream(ExitCode.values())
            .filter(code -> !WORTH_ANOTHER_TRY.contains(code))
            .map(code -> Integer.toString(code.code()))
            .collect(Collectors.joining(" "));
    assertThat(lines).contains("RestartPreventExitStatus=" + lasting);
    assertThat(lines)
        .contains(
            "RestartForceExitStatus=75",
            "SuccessExitStatus=75 143",
            "Environment=" + DescriptorStore.VARIABLE + "=1")
        .anyMatch(l -> l.startsWith("FileDescriptorStoreMax="));
  }

  /** systemd itself reads them where it is installed; the other test holds everywhere. */
  @ParameterizedTest
  @ValueSource(strings = {"musicfs.service", "musicfs@.service"})
  void everyLineIsASettingInASectionThatSystemdTakes(String name)
      throws IOException, InterruptedException {
    assertThat(lines(name)).allMatch(l -> l.matches("\\[(Unit|Service|Install)]|[A-Za-z]+=\\S.*"));
    Path systemd = Path.of("/usr/bin/systemd-analyze");
    if (Files.isExecutable(systemd)) {
      Path unit = temp.resolve(name);
      Files.writeString(unit, unit(name).replace("/usr/bin/musicfs", "/bin/true"));
      Process process =
          new ProcessBuilder(systemd.toString(), "verify", unit.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output).doesNotContain("Unknown").doesNotContain(name);
    }
  }

  private static List<String> lines(String name) throws IOException {
    return unit(name).lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
  }

  private static String unit(String name) throws IOException {
    return Files.readString(UNITS.resolve(name));
  }
}

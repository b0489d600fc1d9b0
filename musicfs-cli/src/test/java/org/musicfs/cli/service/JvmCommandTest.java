package org.musicfs.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JvmCommandTest {
  @TempDir Path temp;

  @Test
  void theOptionsAndCacheOfTheApplicationAreUsedWhereTheyExist() throws IOException {
    Files.createDirectories(temp.resolve("jvm"));
    Files.createFile(temp.resolve("jvm/daemon.options"));
    Files.createFile(temp.resolve("daemon.aot"));
    JvmCommand command = new JvmCommand(Path.of("/jdk/bin/java"), "a:b", Optional.of(temp));

    assertThat(command.line(JvmCommand.Kind.DAEMON, List.of("-Dx=y"), "Main", List.of("z")))
        .containsExactly(
            "/jdk/bin/java",
            "@" + temp + "/jvm/daemon.options",
            "-XX:AOTCache=" + temp + "/daemon.aot",
            "-Dmusicfs.app=" + temp,
            "-Dx=y",
            "-cp",
            "a:b",
            "Main",
            "z");
    assertThat(command.line(JvmCommand.Kind.CLI, List.of(), "Main", List.of()))
        .contains("--enable-native-access=ALL-UNNAMED")
        .doesNotContain("-XX:AOTCache=" + temp + "/cli.aot");
  }

  @Test
  void aChildRunsWithTheShippedDaemonOptionsAndReadsUtf8Names()
      throws IOException, InterruptedException {
    Path app = temp.resolve("app");
    Files.createDirectories(app.resolve("jvm"));
    for (String kind : List.of("cli", "daemon", "supervisor")) {
      Files.copy(
          Path.of("../packaging/jvm/" + kind + ".options"),
          app.resolve("jvm/" + kind + ".options"));
    }
    JvmCommand self = JvmCommand.ofThisProcess();
    JvmCommand command = new JvmCommand(self.java(), self.classPath(), Optional.of(app));
    for (JvmCommand.Kind kind : JvmCommand.Kind.values()) {
      ProcessBuilder builder =
          command
              .process(kind, List.of(), EncodingMain.class.getName(), List.of())
              .redirectErrorStream(true);
      builder.environment().remove("LANG");

      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output).isEqualTo("UTF-8\n");
    }
  }

  /** Prints how it names files. */
  static final class EncodingMain {
    private EncodingMain() {}

    public static void main(String[] arguments) {
      System.out.println(System.getProperty("sun.jnu.encoding"));
    }
  }
}

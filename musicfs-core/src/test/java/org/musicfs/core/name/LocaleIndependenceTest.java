package org.musicfs.core.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.musicfs.core.template.Template;

/** Runs the checks in JVMs as systemd and cron start them: with no environment at all. */
class LocaleIndependenceTest {
  @Test
  void namesAndTemplatesAreTheSameWithAnEmptyEnvironment() throws Exception {
    String here = LocaleIndependence.digest();
    assertThat(runChild("ANSI_X3.4-1968", List.of())).isEqualTo(here);
  }

  @Test
  void namesAndTemplatesAreTheSameInTurkish() throws Exception {
    String here = LocaleIndependence.digest();
    List<String> turkish =
        List.of("-Duser.language=tr", "-Duser.country=TR", "-Dfile.encoding=ISO-8859-9");
    assertThat(runChild("ANSI_X3.4-1968", turkish)).isEqualTo(here);
  }

  private static String runChild(String expectedEncoding, List<String> options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-Xmx256m", "-cp", classPath()));
    command.addAll(List.of(LocaleIndependence.class.getName(), expectedEncoding));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    Process child = builder.start();
    try {
      child.getOutputStream().close();
      String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).as(output).isZero();
      return output.strip();
    } finally {
      child.destroyForcibly();
    }
  }

  private static String classPath() throws IOException {
    List<String> entries = new ArrayList<>();
    for (Class<?> type : List.of(Template.class, LocaleIndependence.class)) {
      entries.add(
          new File(type.getProtectionDomain().getCodeSource().getLocation().getPath())
              .getCanonicalPath());
    }
    return String.join(File.pathSeparator, entries);
  }
}

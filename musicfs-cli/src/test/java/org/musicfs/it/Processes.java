package org.musicfs.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands with a deadline. */
final class Processes {
  private Processes() {}

  static Result run(String... command) {
    return run(Map.of(), Duration.ofSeconds(60), List.of(command));
  }

  /**
   * Runs to the end; output goes through files so that no pipe can fill up or be held open by a
   * grandchild.
   */
  static Result run(Map<String, String> environment, Duration deadline, List<String> command) {
    try {
      Path out = Files.createTempFile("musicfs-it", ".out");
      Path err = Files.createTempFile("musicfs-it", ".err");
      try {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(
              "no end within " + deadline + ": " + command + "\n" + read(out) + read(err));
        }
        return new Result(command, process.exitValue(), read(out), read(err));
      } finally {
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8);
  }
}

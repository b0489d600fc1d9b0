package org.musicfs.cli.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.musicfs.cli.service.JvmCommand;
import org.musicfs.cli.supervise.SupervisorMain;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

/**
 * Starts a supervisor in a session of its own, which starts the daemon with the same Java, class
 * path and arguments as this process; waits for the daemon's announcement.
 */
public final class BackgroundDaemon {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final JvmCommand jvm;

  public BackgroundDaemon(JvmCommand jvm) {
    this.jvm = jvm;
  }

  /**
   * Runs {@code org.musicfs.cli.DaemonMain arguments…} in the background and returns once it
   * serves. If a signal ends this process before, it ends the daemon too.
   *
   * @param log the daemon's
   * @throws UserError the daemon's own, or {@code FAILURE} if it ended without a word
   */
  public void start(List<String> arguments, Path log) throws InterruptedException {
    try {
      // What the JVM or a native library prints before the log is open; nobody needs it later.
      Path lastWords = Files.createTempFile("musicfs-start-", ".log");
      lastWords.toFile().deleteOnExit();
      try {
        Abandonment abandonment = new Abandonment();
        Process process = abandonment.start(supervisor(arguments, log, lastWords));
        Optional<Announcement> announced;
        try {
          announced = firstLine(process);
        } finally {
          abandonment.cancel();
        }
        switch (announced.orElse(null)) {
          case Announcement.Ready r -> {}
          case Announcement.Failed failed -> throw failed.error();
          case null -> {
            process.destroyForcibly();
            throw new UserError(
                ExitCode.FAILURE,
                "the daemon did not come up" + lastLine(lastWords),
                "try with --foreground -v to see what it does");
          }
        }
      } finally {
        Files.deleteIfExists(lastWords);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder supervisor(List<String> arguments, Path log, Path errors) {
    List<String> supervised = new ArrayList<>(List.of(log.toString()));
    supervised.addAll(
        jvm.line(JvmCommand.Kind.DAEMON, List.of(), JvmCommand.DAEMON_MAIN, arguments));
    ProcessBuilder builder =
        jvm.process(
            JvmCommand.Kind.SUPERVISOR, List.of(), SupervisorMain.class.getName(), supervised);
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(builder.command());
    return builder
        .command(command)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectError(errors.toFile());
  }

  private static Optional<Announcement> firstLine(Process process) throws InterruptedException {
    CompletableFuture<Optional<Announcement>> line = new CompletableFuture<>();
    Thread reader =
        Thread.ofPlatform()
            .daemon()
            .name("announcement")
            .start(
                () -> {
                  try {
                    // Not closed: the daemon keeps its end for as long as it lives.
                    BufferedReader in =
                        new BufferedReader(
                            new InputStreamReader(
                                process.getInputStream(), StandardCharsets.UTF_8));
                    String text = in.readLine();
                    while (text != null && Announcement.parse(text).isEmpty()) {
                      text = in.readLine();
                    }
                    line.complete(text == null ? Optional.empty() : Announcement.parse(text));
                  } catch (IOException e) {
                    line.completeExceptionally(e);
                  }
                });
    try {
      return line.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      reader.interrupt();
      return Optional.empty();
    }
  }

  private static String lastLine(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.isEmpty() ? "" : ": " + lines.getLast();
  }
}

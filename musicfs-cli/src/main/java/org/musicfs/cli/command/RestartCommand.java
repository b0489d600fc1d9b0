package org.musicfs.cli.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.musicfs.cli.config.Directories;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.grpc.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code musicfs restart}. */
@Command(
    name = "restart",
    description = {
      "Put a new daemon in the place of the one that runs, under a mount in use.",
      "Files stay open and readers wait a moment: for another configuration or version."
    },
    footer = {
      "",
      "Examples:",
      "  musicfs restart",
      "  musicfs --library attic restart",
      "  musicfs restart --json | jq .pause_millis"
    })
public final class RestartCommand implements Callable<Integer> {
  /** The old daemon ends its sync and closes its index, the new one mounts: seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long PAUSE_NANOS = 20_000_000;

  private final CommandContext context;

  @Option(names = "--json", description = "print JSON")
  boolean json;

  public RestartCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Directories directories = context.directories(context.library());
    long old;
    try (ControlClient client = DaemonConnection.open(directories)) {
      old = client.status().pid();
      client.restart();
    }
    DaemonStatus now = awaitNext(directories, old);
    if (json) {
      JsonWriter writer = new JsonWriter().beginObject();
      writer.name("old_pid").value(old);
      writer.name("pid").value(now.pid());
      writer.name("pause_millis").value(now.pauseMillis());
      context.out().println(writer.endObject());
    } else {
      context
          .out()
          .printf(
              "restarted: pid %d follows %d%s%n",
              now.pid(),
              old,
              now.pauseMillis() < 0
                  ? ""
                  : "; readers waited at most %.2f s".formatted(now.pauseMillis() / 1000.0));
    }
    return ExitCode.OK.code();
  }

  private static DaemonStatus awaitNext(Directories directories, long old) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try (ControlClient client = ControlClient.open(directories.socket())) {
        DaemonStatus status = client.status();
        if (status.pid() != old) {
          return status;
        }
      } catch (UserError e) {
        if (e.exitCode() != ExitCode.NOT_RUNNING) {
          throw e;
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new UserError(
        ExitCode.FAILURE,
        "no other daemon answers after " + PATIENCE.toSeconds() + " s",
        "the log says why: " + directories.log());
  }
}

package org.musicfs.cli.command;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.daemon.MountRequest;
import org.musicfs.cli.service.JvmCommand;
import org.musicfs.cli.supervise.Journal;
import org.musicfs.cli.supervise.Supervisor;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code musicfs supervise}. */
@Command(
    name = "supervise",
    description = {
      "Mount in the foreground, and start the daemon again when it was killed.",
      "The mount stays in place meanwhile: readers wait, and go on."
    },
    footer = {
      "",
      "For containers and service managers that cannot keep a mount themselves, as systemd can.",
      "",
      "Examples:",
      "  musicfs supervise ~/Music ~/mnt/music",
      "  musicfs supervise ~/mnt/music &        musicfs restart"
    })
public final class SuperviseCommand implements Callable<Integer> {
  private final CommandContext context;

  @Mixin MountArguments arguments = new MountArguments();

  public SuperviseCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    MountRequest request = arguments.request(context, true);
    JvmCommand jvm = JvmCommand.ofThisProcess();
    List<String> command =
        jvm.line(
            JvmCommand.Kind.DAEMON,
            List.of(),
            JvmCommand.DAEMON_MAIN,
            arguments.forDaemon(context));
    Map<String, String> environment = new HashMap<>(context.environment().variables());
    environment.putAll(JvmCommand.environment());
    try {
      Journal journal = new Journal(request.directories().log(), context.err());
      return new Supervisor(command, environment, journal).run();
    } catch (IOException e) {
      throw new UserError(
          ExitCode.FAILURE,
          "supervising failed: " + e.getMessage(),
          "see the log " + request.directories().log());
    }
  }
}

package org.musicfs.cli.command;

import java.util.concurrent.Callable;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.daemon.BackgroundDaemon;
import org.musicfs.cli.daemon.Daemon;
import org.musicfs.cli.daemon.MountRequest;
import org.musicfs.cli.service.JvmCommand;
import org.musicfs.core.error.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code musicfs mount}. */
@Command(
    name = "mount",
    description = {
      "Mount a library; returns when the mount serves.",
      "ORIGINs that are new join the library; those it already has stay."
    },
    footer = {
      "",
      "Examples:",
      "  musicfs mount ~/Music ~/mnt/music               a directory of music",
      "  musicfs mount /mnt/nas/music ~/mnt/music        one more",
      "  musicfs mount ~/mnt/music                       what the library already has",
      "  musicfs mount --foreground ~/Music ~/mnt/music  for services"
    })
public final class MountCommand implements Callable<Integer> {
  private final CommandContext context;

  @Mixin MountArguments arguments = new MountArguments();

  @Option(
      names = {"--foreground"},
      description = "serve in this process until it is stopped")
  boolean foreground;

  @Option(names = "--announce", hidden = true, description = "say on stdout when it serves")
  boolean announce;

  public MountCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    MountRequest request = arguments.request(context, foreground && !announce);
    if (foreground) {
      return Daemon.serve(request, context.environment(), announce ? context.out() : null).code();
    }
    new BackgroundDaemon(JvmCommand.ofThisProcess())
        .start(
            arguments.forDaemon(context, "--foreground", "--announce"),
            request.directories().log());
    return ExitCode.OK.code();
  }
}

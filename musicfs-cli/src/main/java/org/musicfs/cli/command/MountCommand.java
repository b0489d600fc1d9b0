package org.musicfs.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.context.GlobalOptions;
import org.musicfs.cli.daemon.BackgroundDaemon;
import org.musicfs.cli.daemon.Daemon;
import org.musicfs.cli.daemon.MountRequest;
import org.musicfs.cli.service.JvmCommand;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.fuse.mountpoint.InheritedDevice;
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
      "  musicfs mount sftp://ada@nas/music ~/mnt/music  one at another machine",
      "  musicfs mount ~/mnt/music                       what the library already has",
      "  musicfs mount --view 'By Genre' ~/mnt/music     another tree of the same library",
      "  musicfs mount --foreground ~/Music ~/mnt/music  for services"
    })
public final class MountCommand implements Callable<Integer> {
  static final String END_OF_OPTIONS = "--";
  static final String ANNOUNCE = "--announce";

  private final CommandContext context;

  @Mixin MountArguments arguments = new MountArguments();

  @Option(
      names = {"--foreground"},
      description = "serve in this process until it is stopped")
  boolean foreground;

  @Option(names = ANNOUNCE, hidden = true, description = "say on stdout when it serves")
  boolean announce;

  public MountCommand(CommandContext context) {
    this.context = context;
  }

  /**
   * The command that serves, from arguments as a launcher of daemons writes them. It needs nothing
   * of the command line's library, whose reflection would make up a third of a daemon's start.
   *
   * @param global filled with those of the arguments that concern it
   * @throws IllegalArgumentException if they are none of ours
   */
  public static MountCommand ofDaemon(
      CommandContext context, GlobalOptions global, List<String> arguments) {
    MountCommand command = new MountCommand(context);
    command.foreground = true;
    int end = arguments.indexOf(END_OF_OPTIONS);
    for (String argument : arguments.subList(0, end)) {
      String[] parts = argument.split("=", 2);
      String value = parts.length == 2 ? parts[1] : "";
      if (parts[0].equals(ANNOUNCE)) {
        command.announce = true;
      } else if (!global.set(parts[0], value)) {
        command.arguments.set(parts[0], value);
      }
    }
    command.arguments.places = arguments.subList(end + 1, arguments.size());
    return command;
  }

  @Override
  public Integer call() throws InterruptedException {
    MountRequest request = arguments.request(context, foreground && !announce);
    if (foreground) {
      return Daemon.serve(request, context.environment(), announce ? context.out() : null).code();
    }
    if (InheritedDevice.of(request.mountpoint()).isPresent()) {
      throw new UserError(
          ExitCode.USAGE,
          request.mountpoint() + " is served only by the process that inherits it",
          "add --foreground");
    }
    new BackgroundDaemon(JvmCommand.ofThisProcess())
        .start(arguments.forDaemon(context, ANNOUNCE), request.directories().log());
    return ExitCode.OK.code();
  }
}

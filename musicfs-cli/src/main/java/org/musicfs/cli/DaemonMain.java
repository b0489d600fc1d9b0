package org.musicfs.cli;

import java.util.List;
import org.musicfs.cli.command.MountCommand;
import org.musicfs.cli.config.UserEnvironment;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.context.GlobalOptions;

/**
 * The daemon that a supervisor starts. Readers wait for its start when the one before was killed,
 * so it does without the command line's library. A person or a service manager starts the same with
 * {@code musicfs mount --foreground}.
 */
public final class DaemonMain {
  private DaemonMain() {}

  /** What {@link MountCommand#ofDaemon} takes. Ends the process with the daemon's exit code. */
  public static void main(String[] arguments) {
    GlobalOptions options = new GlobalOptions();
    CommandContext context =
        new CommandContext(
            UserEnvironment.ofThisProcess(), Main.standardOutput(), Main.standardError(), options);
    int code;
    try {
      MountCommand command = MountCommand.ofDaemon(context, options, List.of(arguments));
      Main.showLog(context);
      code = command.call();
    } catch (Exception e) {
      code = new ErrorReport(context).failure(e);
    }
    context.out().flush();
    context.err().flush();
    System.exit(code);
  }
}

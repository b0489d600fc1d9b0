package org.musicfs.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.musicfs.cli.config.Directories;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.daemon.BackgroundDaemon;
import org.musicfs.cli.demo.Mounter;
import org.musicfs.cli.service.JvmCommand;
import org.musicfs.core.config.LibraryName;
import org.musicfs.fuse.mountpoint.Health;
import org.musicfs.fuse.mountpoint.MountTable;
import org.musicfs.grpc.ControlClient;

/** Mounts and unmounts the demo as {@code musicfs mount} and {@code unmount} do. */
public final class DemoMounter implements Mounter {
  private final CommandContext context;

  public DemoMounter(CommandContext context) {
    this.context = context;
  }

  @Override
  public void mount(LibraryName library, Path origin, Path mountpoint) throws InterruptedException {
    Directories directories = context.directories(library);
    if (DaemonConnection.holder(directories).isEmpty()) {
      new BackgroundDaemon(JvmCommand.ofThisProcess())
          .start(forDaemon(library, origin, mountpoint), directories.log());
    }
    try (ControlClient client = DaemonConnection.open(directories)) {
      client.rescan("", false, progress -> {}); // joins the first sync and waits for its end
    }
  }

  /** As {@link MountCommand#ofDaemon} reads them. */
  List<String> forDaemon(LibraryName library, Path origin, Path mountpoint) {
    List<String> arguments = new ArrayList<>(context.globalArguments());
    arguments.add("--library=" + library.value()); // the last one counts
    arguments.add(MountCommand.ANNOUNCE);
    arguments.add(MountCommand.END_OF_OPTIONS);
    arguments.add(origin.toString());
    arguments.add(mountpoint.toString());
    return arguments;
  }

  @Override
  public void unmount(LibraryName library, Path mountpoint) throws InterruptedException {
    Directories directories = context.directories(library);
    if (DaemonConnection.holder(directories).isPresent()) {
      UnmountCommand.End ignored = UnmountCommand.stop(directories, false);
      return;
    }
    MountTable table = new MountTable();
    table
        .at(mountpoint)
        .filter(entry -> entry.library().equals(Optional.of(library.value())))
        .filter(entry -> table.health(entry) == Health.STALE)
        .ifPresent(entry -> UnmountCommand.clean(table, entry));
  }
}

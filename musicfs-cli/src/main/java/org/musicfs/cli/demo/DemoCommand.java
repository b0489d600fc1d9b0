package org.musicfs.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.service.JvmCommand;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code musicfs demo}. */
@Command(
    name = "demo",
    description = "Mount a small library that comes with musicfs, to try it on.",
    footer = {"", "Examples:", "  musicfs demo", "  musicfs demo --clean"})
public final class DemoCommand implements Callable<Integer> {
  private final CommandContext context;
  private final Mounter mounter;

  @Option(names = "--clean", description = "unmount it and remove everything the demo made")
  boolean clean;

  @Option(
      names = "--at",
      paramLabel = "DIRECTORY",
      description = "mount it there (default: ~/musicfs-demo)")
  @Nullable Path at;

  /**
   * @param mounter does the mounting
   */
  public DemoCommand(CommandContext context, Mounter mounter) {
    this.context = context;
    this.mounter = mounter;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path source =
        JvmCommand.ofThisProcess()
            .application()
            .map(application -> application.resolve("demo"))
            .orElse(Path.of("packaging", "demo", "library"));
    DemoPlaces places =
        DemoPlaces.of(
            source,
            context.environment(),
            Optional.ofNullable(at),
            context.config().config().cache().directory());
    Demo demo = new Demo(places, mounter, context.environment());
    if (clean) {
      List<Path> left = demo.clean();
      context.out().println("The demo is removed.");
      left.forEach(path -> context.out().println("Left, for it holds files of yours: " + path));
    } else {
      demo.make();
      show(places);
    }
    return ExitCode.OK.code();
  }

  private void show(DemoPlaces places) throws IOException {
    String program = context.program();
    Listing listing = Listing.of(places.mountpoint());
    String track = listing.files().isEmpty() ? "" : listing.files().getFirst().toString();
    context.out().println("The original files lie in " + places.origin());
    context.out().println("The same files by their tags are in " + places.mountpoint() + ":");
    context.out().println();
    context.out().println(listing);
    context.out().println("Play:     mpv --no-video " + Shell.quote(track));
    context.out().println("Search:   " + program + " --library demo search 'title:rain'");
    context
        .out()
        .println(
            "Unmount:  "
                + program
                + " --library demo unmount "
                + Shell.quote(places.mountpoint().toString()));
    context.out().println("Remove:   " + program + " demo --clean");
  }
}

package org.musicfs.cli.command;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.Human;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.cli.output.ProgressLine;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.core.control.SyncProgress.Phase;
import org.musicfs.core.error.ExitCode;
import org.musicfs.grpc.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code musicfs rescan}. */
@Command(
    name = "rescan",
    description = "Look for added, changed, moved and removed files now, and wait for the end.",
    footer = {
      "",
      "Ctrl-C ends the waiting, not the scan.",
      "",
      "Examples:",
      "  musicfs rescan                       every origin",
      "  musicfs rescan ~/Music/new-album     one directory",
      "  musicfs rescan sftp://ada@nas/music",
      "  musicfs rescan --accept-removals     also remove many tracks that are gone"
    })
public final class RescanCommand implements Callable<Integer> {
  private final CommandContext context;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ORIGIN|PLACE",
      description = "an origin's directory, URL or number, or a place below one (default: all)")
  @Nullable String target;

  @Option(
      names = "--accept-removals",
      description = "remove what is gone even if it is much, or its directory is empty")
  boolean acceptRemovals;

  @Option(names = "--json", description = "print the outcome as JSON, on one line")
  boolean json;

  private final Map<String, SyncProgress> last = new LinkedHashMap<>();
  private final ProgressLine line;

  public RescanCommand(CommandContext context) {
    this.context = context;
    this.line = context.progressLine();
  }

  @Override
  public Integer call() throws InterruptedException {
    long start = System.nanoTime();
    try (ControlClient client = DaemonConnection.open(context)) {
      client.rescan(
          target == null ? "" : TypedTargets.origin(target), acceptRemovals, this::progress);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (json) {
      context.out().println(json(took));
    } else {
      line.clear();
      for (SyncProgress p : last.values()) {
        context.out().println(Human.printable(p.origin()) + ": " + p.summary());
        if (!p.message().isEmpty()) {
          context.err().println(context.terminal().warning(Human.printable(p.message())));
        }
      }
    }
    boolean complete = last.values().stream().allMatch(p -> p.phase() == Phase.DONE);
    return (complete ? ExitCode.OK : ExitCode.ORIGIN).code();
  }

  private void progress(SyncProgress p) {
    last.put(p.origin(), p);
    if (!json && p.phase() == Phase.RUNNING) {
      line.show(p.summary());
    }
  }

  private String json(Duration took) {
    JsonWriter writer = new JsonWriter().beginObject();
    writer.name("elapsed_millis").value(took.toMillis());
    writer.name("origins").beginArray();
    last.values().forEach(p -> StatusJson.write(writer, p));
    return writer.endArray().endObject().toString().replaceAll("\n *", " ");
  }
}

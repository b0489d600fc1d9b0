package org.musicfs.cli.command;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.Human;
import org.musicfs.core.content.StoreState;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.control.DaemonStatus.OriginStatus;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.grpc.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code musicfs status}. */
@Command(
    name = "status",
    description = "Show what is mounted, the library's counts, sync progress and cache use.",
    footer = {"", "Examples:", "  musicfs status", "  musicfs status --json | jq .tracks"})
public final class StatusCommand implements Callable<Integer> {
  private final CommandContext context;

  @Option(names = "--json", description = "print JSON")
  boolean json;

  public StatusCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    DaemonStatus status;
    try (ControlClient client = DaemonConnection.open(context)) {
      status = client.status();
    }
    if (json) {
      context.out().println(StatusJson.of(status));
    } else {
      print(status);
    }
    return 0;
  }

  private void print(DaemonStatus s) {
    PrintStream out = context.out();
    Duration up = Duration.between(Instant.ofEpochMilli(s.startedMillis()), Instant.now());
    out.printf("library   %s, mounted at %s%n", s.library(), s.mountpoint());
    out.printf(
        "daemon    pid %d, up %s, %s resident, %s open%n",
        s.pid(),
        Human.duration(up),
        Human.bytes(s.residentBytes()),
        Counted.of(s.openFiles(), "file"));
    out.printf(
        "mount     %s; %s a crash or restart of the daemon%n",
        s.backend(), s.kept() ? "survives" : "does not survive");
    out.printf(
        "tracks    %s in %s, %s%n",
        Human.count(s.tracks()), Counted.of(s.albums(), "album"), Human.bytes(s.totalBytes()));
    out.printf(
        "cache     %s of %s (%s), %s%n",
        Human.bytes(s.cache().storedBytes()),
        Human.bytes(s.cache().limitBytes()),
        Human.percent(s.cache().storedBytes(), s.cache().limitBytes()),
        Counted.of(s.cache().chunks(), "chunk"));
    print(s.cache().state());
    for (OriginStatus origin : s.origins()) {
      print(origin);
    }
    if (s.unreadableCount() > 0) {
      out.printf(
          "%nunreadable: %s, listed all the same%n", Counted.of(s.unreadableCount(), "file"));
      s.unreadable()
          .forEach(
              u ->
                  out.printf("  %s: %s%n", Human.printable(u.path()), Human.printable(u.reason())));
      if (s.unreadableCount() > s.unreadable().size()) {
        out.printf("  and %d more%n", s.unreadableCount() - s.unreadable().size());
      }
    }
    if (!s.notices().isEmpty()) {
      out.println();
      s.notices().forEach(n -> out.println(context.terminal().warning("notice: ") + n));
    }
  }

  private void print(StoreState state) {
    if (!state.isWell()) {
      context
          .out()
          .printf(
              "          %s%n",
              context
                  .terminal()
                  .warning(
                      state.condition()
                          + " for "
                          + Human.duration(
                              Duration.between(
                                  Instant.ofEpochMilli(state.sinceMillis()), Instant.now()))
                          + ": "
                          + Human.printable(state.reason())));
      context.out().println("          files are read from their origins; it is tried again");
    }
  }

  private void print(OriginStatus origin) {
    PrintStream out = context.out();
    out.printf(
        "%norigin %d  %s%n          %s tracks, %s, %s%n",
        origin.id(),
        Human.printable(origin.name()),
        Human.count(origin.tracks()),
        origin.reachable() ? "reachable" : context.terminal().warning("not reachable"),
        origin.cached() ? "read through the cache" : "served directly");
    if (!origin.following().isEmpty()) {
      out.printf("          %s%n", origin.following());
    }
    SyncProgress sync = origin.sync();
    out.printf("          sync: %s%n", sync.summary());
    if (!sync.message().isEmpty()) {
      out.println("          " + context.terminal().warning(Human.printable(sync.message())));
    }
    if (origin.lastSyncMillis() > 0) {
      Duration ago = Duration.between(Instant.ofEpochMilli(origin.lastSyncMillis()), Instant.now());
      out.printf("          last complete sync %s ago%n", Human.duration(ago));
    }
  }
}

package org.musicfs.cli.command;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.Human;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.cli.output.ProgressLine;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.grpc.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code musicfs cache}: what is done with the chunk store. */
@Command(
    name = "cache",
    synopsisSubcommandLabel = "(stats | list | pin | unpin | prefetch | evict | verify | clear)",
    description = "Show, fill, keep, verify or empty the chunk store.",
    footer = {
      "",
      "Examples:",
      "  musicfs cache stats",
      "  musicfs cache pin ~/mnt/music/Björk    keep an artist, also for when the origin is away",
      "  musicfs cache pin 'genre:jazz AND year:[1955 TO 1965]'",
      "  musicfs cache list --pinned",
      "  musicfs cache prefetch 'artist:björk'",
      "  musicfs cache verify --repair          read all of it, fetch again what is damaged",
      "  musicfs cache clear --origin /mnt/nas"
    })
public final class CacheCommand {
  private final CommandContext context;

  public CacheCommand(CommandContext context) {
    this.context = context;
  }

  @Command(
      name = "stats",
      description = "Show bytes, chunks, deduplication and hits: of all, by class and by origin.")
  int stats(@Option(names = "--json", description = "print JSON") boolean json)
      throws ContentException {
    StoreStats stats;
    try (ControlClient client = DaemonConnection.open(context)) {
      stats = client.cache().stats();
    }
    if (json) {
      context.out().println(CacheStatsText.json(stats));
    } else {
      context.out().print(CacheStatsText.text(stats, Instant.now()));
    }
    return ExitCode.OK.code();
  }

  @Command(
      name = "list",
      description = {
        "Show what is stored, and what is pinned, by directory.",
        "A TARGET is a path in the mount or a query; default: all of the tree."
      })
  int list(
      @Parameters(arity = "0..*", paramLabel = "TARGET", description = "where to look")
          @Nullable List<String> targets,
      @Option(names = "--files", description = "show every file") boolean files,
      @Option(names = "--pinned", description = "only what is pinned") boolean pinned,
      @Option(names = "--json", description = "print JSON, of every file") boolean json)
      throws ContentException {
    CachedListing listing = new CachedListing(pinned, files || json);
    try (ControlClient client = DaemonConnection.open(context)) {
      client.cache().list(TypedTargets.inMount(orNone(targets)), listing);
    }
    if (json) {
      context.out().println(listing.json());
    } else if (listing.isEmpty()) {
      context.err().println(pinned ? "nothing is pinned" : "nothing is stored");
    } else {
      context.out().print(listing.text());
    }
    return ExitCode.OK.code();
  }

  @Command(
      name = "pin",
      description = {
        "Keep files in the store, whatever else is played.",
        "What is missing of them is fetched now, and again when they change. Ctrl-C ends the",
        "waiting, not the fetching.",
        "A TARGET is a path in the mount or a query. Exit code 4 if something cannot be had now."
      })
  int pin(
      @Parameters(arity = "1..*", paramLabel = "TARGET", description = "what to keep")
          List<String> targets,
      @Option(names = "--no-wait", description = "fetch in the background") boolean noWait,
      @Option(names = "--json", description = "print JSON") boolean json)
      throws ContentException, InterruptedException {
    FillProgress progress = new FillProgress(context, json);
    long files;
    try (ControlClient client = DaemonConnection.open(context)) {
      files = client.cache().pin(TypedTargets.inMount(targets), !noWait, progress);
    }
    if (noWait) {
      context
          .out()
          .println(
              json
                  ? new JsonWriter().beginObject().name("files").value(files).endObject()
                  : Counted.of(files, "file") + " pinned, being fetched in the background");
      return ExitCode.OK.code();
    }
    return progress.end("pinned");
  }

  @Command(
      name = "unpin",
      description = {
        "Let go of pinned files.",
        "What is stored of them stays until its room is needed.",
        "A TARGET is a path in the mount or a query."
      })
  int unpin(
      @Parameters(arity = "0..*", paramLabel = "TARGET", description = "what to let go of")
          @Nullable List<String> targets,
      @Option(names = "--all", description = "everything that is pinned") boolean all,
      @Option(names = "--json", description = "print JSON") boolean json)
      throws ContentException {
    List<String> typed = orNone(targets);
    if (typed.isEmpty() != all) {
      throw new UserError(
          ExitCode.USAGE,
          all ? "--all and a target" : "nothing to unpin",
          "name what to let go of, or --all alone");
    }
    long files;
    try (ControlClient client = DaemonConnection.open(context)) {
      files = client.cache().unpin(TypedTargets.inMount(typed));
    }
    context
        .out()
        .println(
            json
                ? new JsonWriter().beginObject().name("files").value(files).endObject()
                : Counted.of(files, "file") + " unpinned");
    return ExitCode.OK.code();
  }

  @Command(
      name = "prefetch",
      description = {
        "Fetch files into the store, to play offline or at once.",
        "They go as the rest does when room is needed. Ctrl-C ends it.",
        "A TARGET is a path in the mount or a query.",
        "Exit code 4 if something cannot be had."
      })
  int prefetch(
      @Parameters(arity = "1..*", paramLabel = "TARGET", description = "what to fetch")
          List<String> targets,
      @Option(names = "--json", description = "print JSON") boolean json)
      throws ContentException, InterruptedException {
    FillProgress progress = new FillProgress(context, json);
    try (ControlClient client = DaemonConnection.open(context)) {
      client.cache().prefetch(TypedTargets.inMount(targets), progress);
    }
    return progress.end("fetched");
  }

  @Command(
      name = "evict",
      description = {
        "Remove what is stored of files, but for what is pinned or played.",
        "A TARGET is a path in the mount or a query."
      })
  int evict(
      @Parameters(arity = "1..*", paramLabel = "TARGET", description = "what to remove")
          List<String> targets,
      @Option(names = "--json", description = "print JSON") boolean json)
      throws ContentException {
    long freed;
    try (ControlClient client = DaemonConnection.open(context)) {
      freed = client.cache().evict(TypedTargets.inMount(targets));
    }
    printFreed(freed, json);
    return ExitCode.OK.code();
  }

  @Command(
      name = "verify",
      description = {
        "Compare every chunk with its name, and set aside what is damaged.",
        "Exit code 13 if something is damaged and not repaired. Ctrl-C ends it."
      })
  int verify(
      @Option(
              names = "--repair",
              description = "fetch again what is damaged, from any origin that has it")
          boolean repair,
      @Option(names = "--json", description = "print JSON") boolean json)
      throws ContentException {
    ProgressLine line = context.progressLine();
    AtomicReference<@Nullable StoreCheck> last = new AtomicReference<>();
    try (ControlClient client = DaemonConnection.open(context)) {
      client
          .cache()
          .verify(
              repair,
              check -> {
                last.set(check);
                if (!json && !check.done()) {
                  line.show(
                      Human.percent(check.chunks(), check.totalChunks())
                          + " of "
                          + Counted.of(check.totalChunks(), "chunk")
                          + (check.damaged() > 0 ? ", " + check.damaged() + " damaged" : ""));
                }
                return true;
              });
    }
    line.clear();
    StoreCheck check = last.get();
    if (check == null || !check.done()) {
      throw new UserError(
          ExitCode.FAILURE, "the daemon ended before the verification did", "try again");
    }
    if (json) {
      context.out().println(json(check));
    } else {
      print(check, repair);
    }
    boolean isWell = check.damaged() == check.repaired();
    return (isWell ? ExitCode.OK : ExitCode.FOUND).code();
  }

  private void print(StoreCheck check, boolean repair) {
    context
        .out()
        .printf(
            "%s (%s) verified, %s%n",
            Counted.of(check.chunks(), "chunk"),
            Human.bytes(check.bytes()),
            check.damaged() == 0
                ? "all sound"
                : check.damaged()
                    + " damaged and set aside"
                    + (repair ? ", " + check.repaired() + " fetched again" : ""));
    check.files().forEach(file -> context.out().println("  " + Human.printable(file)));
    if (check.damaged() > 0 && !repair) {
      context.out().println("they are fetched again when they are read, or now: --repair");
    }
  }

  private static String json(StoreCheck check) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("chunks").value(check.chunks());
    json.name("bytes").value(check.bytes());
    json.name("damaged").value(check.damaged());
    json.name("repaired").value(check.repaired());
    json.name("files").beginArray();
    check.files().forEach(json::value);
    return json.endArray().endObject().toString();
  }

  @Command(
      name = "clear",
      description = "Remove every chunk that is not pinned and that no reader is using.")
  int clear(
      @Option(
              names = "--origin",
              paramLabel = "ORIGIN",
              description = "only those of this origin: its directory, URL or number")
          @Nullable String origin,
      @Option(names = "--json", description = "print JSON") boolean json)
      throws ContentException {
    long freed;
    try (ControlClient client = DaemonConnection.open(context)) {
      freed = client.cache().clear(origin == null ? "" : TypedTargets.origin(origin));
    }
    printFreed(freed, json);
    return ExitCode.OK.code();
  }

  private void printFreed(long freed, boolean json) {
    context
        .out()
        .println(
            json
                ? new JsonWriter().beginObject().name("freed_bytes").value(freed).endObject()
                : Human.bytes(freed) + " freed");
  }

  private static List<String> orNone(@Nullable List<String> targets) {
    return targets == null ? List.of() : targets;
  }
}

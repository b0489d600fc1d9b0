package org.musicfs.cli.command;

import java.util.Locale;
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

/** {@code musicfs cache}: stats, verify, clear. */
@Command(
    name = "cache",
    synopsisSubcommandLabel = "(stats | verify | clear)",
    description = "Show, verify or empty the chunk store.",
    footer = {
      "",
      "Examples:",
      "  musicfs cache stats",
      "  musicfs cache verify --repair    read all of it, fetch again what is damaged",
      "  musicfs cache clear"
    })
public final class CacheCommand {
  private final CommandContext context;

  public CacheCommand(CommandContext context) {
    this.context = context;
  }

  @Command(name = "stats", description = "Show bytes, chunks, deduplication and hits.")
  int stats(@Option(names = "--json", description = "print JSON") boolean json)
      throws ContentException {
    StoreStats s;
    try (ControlClient client = DaemonConnection.open(context)) {
      s = client.cache().stats();
    }
    if (json) {
      context.out().println(json(s));
      return 0;
    }
    long reads = s.hits() + s.misses();
    context
        .out()
        .printf(
            """
            stored    %s of %s (%s), %s
            shared    %s referred to, %s per byte stored
            reads     %s of %s from the store (since the start)
            fetched   %s from origins (since the start)
            evicted   %s (since the start)
            damaged   %s found and set aside (since the start)
            """,
            Human.bytes(s.storedBytes()),
            Human.bytes(s.limitBytes()),
            Human.percent(s.storedBytes(), s.limitBytes()),
            Counted.of(s.chunks(), "chunk"),
            Human.bytes(s.referencedBytes()),
            String.format(Locale.ROOT, "%.2f", s.dedupRatio()),
            Human.percent(s.hits(), reads),
            Counted.of(reads, "chunk read"),
            Human.bytes(s.fetchedBytes()),
            Human.bytes(s.evictedBytes()),
            Counted.of(s.corruptChunks(), "chunk"));
    return 0;
  }

  private static String json(StoreStats s) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("limit_bytes").value(s.limitBytes());
    json.name("stored_bytes").value(s.storedBytes());
    json.name("chunks").value(s.chunks());
    json.name("referenced_bytes").value(s.referencedBytes());
    json.name("dedup_ratio").value(s.dedupRatio());
    json.name("hits").value(s.hits());
    json.name("misses").value(s.misses());
    json.name("fetched_bytes").value(s.fetchedBytes());
    json.name("evicted_bytes").value(s.evictedBytes());
    json.name("corrupt_chunks").value(s.corruptChunks());
    return json.endObject().toString();
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

  @Command(name = "clear", description = "Remove every chunk that no reader is using.")
  int clear(@Option(names = "--json", description = "print JSON") boolean json)
      throws ContentException {
    long freed;
    try (ControlClient client = DaemonConnection.open(context)) {
      freed = client.cache().clear();
    }
    context
        .out()
        .println(
            json
                ? new JsonWriter().beginObject().name("freed_bytes").value(freed).endObject()
                : Human.bytes(freed) + " freed");
    return 0;
  }
}

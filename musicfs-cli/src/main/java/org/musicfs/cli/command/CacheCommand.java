package org.musicfs.cli.command;

import java.util.Locale;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.Human;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.StoreStats;
import org.musicfs.grpc.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code musicfs cache stats} and {@code musicfs cache clear}. */
@Command(
    name = "cache",
    synopsisSubcommandLabel = "(stats | clear)",
    description = "Show or empty the chunk store.",
    footer = {"", "Examples:", "  musicfs cache stats", "  musicfs cache clear"})
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

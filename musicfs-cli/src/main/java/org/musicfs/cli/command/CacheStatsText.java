package org.musicfs.cli.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.musicfs.cli.output.Human;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.cli.output.Table;
import org.musicfs.core.content.StoreStats;

/** The figures of the chunk store, for people and for programs. */
final class CacheStatsText {
  private static final int PERMILLE_OF_PERCENT = 10;

  private CacheStatsText() {}

  /** Several lines, each with its newline. */
  static String text(StoreStats s, Instant now) {
    long reads = s.hits() + s.misses();
    String figures =
        String.format(
            Locale.ROOT,
            """
            stored    %s of %s (%s), %s
            pinned    %s
            shared    %s referred to, %s per byte stored
            audio     %s heard whole, %s under other tags or in other places too
            reads     %s of %s from the store (since the start)
            fetched   %s from origins (since the start)
            evicted   %s (since the start)
            damaged   %s found and set aside (since the start)
            verified  %s
            """,
            Human.bytes(s.storedBytes()),
            Human.bytes(s.limitBytes()),
            Human.percent(s.storedBytes(), s.limitBytes()),
            Counted.of(s.chunks(), "chunk"),
            Human.bytes(s.pinnedBytes()),
            Human.bytes(s.referencedBytes()),
            ratio(s.dedupRatio()),
            Counted.of(s.audios(), "file"),
            Human.count(s.audios() - s.distinctAudios()),
            Human.percent(s.hits(), reads),
            Counted.of(reads, "chunk read"),
            Human.bytes(s.fetchedBytes()),
            Human.bytes(s.evictedBytes()),
            Counted.of(s.corruptChunks(), "chunk"),
            scrub(s.scrub(), now));
    return figures + '\n' + classes(s) + '\n' + origins(s);
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  private static String scrub(StoreStats.Scrub scrub, Instant now) {
    if (scrub.permille() < 0) {
      return "only what is read: cache.verify_interval is 0s";
    }
    String done = scrub.permille() / PERMILLE_OF_PERCENT + " % of ";
    return (scrub.completedMillis() == 0
            ? done + "the first round"
            : "all "
                + Human.duration(
                    Duration.between(Instant.ofEpochMilli(scrub.completedMillis()), now))
                + " ago, "
                + done
                + "the next round")
        + (scrub.damaged() == 0 ? "" : ", " + Counted.of(scrub.damaged(), "chunk") + " damaged");
  }

  private static Table classes(StoreStats s) {
    Table table = new Table("CLASS", "STORED", "CHUNKS", "PER BYTE");
    rightFrom(table, 4);
    for (StoreStats.OfClass part : s.classes()) {
      table.row(
          part.name(),
          Human.bytes(part.storedBytes()),
          Human.count(part.chunks()),
          ratio(part.dedupRatio()));
    }
    return table;
  }

  private static Table origins(StoreStats s) {
    Table table = new Table("ORIGIN", "STORED", "LIMIT", "CHUNKS", "PINNED", "READS", "FROM STORE");
    rightFrom(table, 7);
    for (StoreStats.OfOrigin part : s.origins()) {
      long reads = part.hits() + part.misses();
      table.row(
          part.origin() == 0 ? "?" : Integer.toString(part.origin()),
          Human.bytes(part.storedBytes()),
          part.quotaBytes() == 0 ? "" : Human.bytes(part.quotaBytes()),
          Human.count(part.chunks()),
          Human.bytes(part.pinnedBytes()),
          Human.count(reads),
          Human.percent(part.hits(), reads));
    }
    return table;
  }

  private static void rightFrom(Table table, int columns) {
    for (int column = 1; column < columns; column++) {
      table.alignRight(column);
    }
  }

  static String json(StoreStats s) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("limit_bytes").value(s.limitBytes());
    json.name("stored_bytes").value(s.storedBytes());
    json.name("chunks").value(s.chunks());
    json.name("referenced_bytes").value(s.referencedBytes());
    json.name("dedup_ratio").value(s.dedupRatio());
    json.name("audios").value(s.audios());
    json.name("distinct_audios").value(s.distinctAudios());
    json.name("pinned_bytes").value(s.pinnedBytes());
    json.name("hits").value(s.hits());
    json.name("misses").value(s.misses());
    json.name("fetched_bytes").value(s.fetchedBytes());
    json.name("evicted_bytes").value(s.evictedBytes());
    json.name("corrupt_chunks").value(s.corruptChunks());
    json.name("verified").beginObject();
    json.name("completed_millis").value(s.scrub().completedMillis());
    json.name("permille").value(s.scrub().permille());
    json.name("damaged").value(s.scrub().damaged());
    json.endObject();
    json.name("classes").beginArray();
    for (StoreStats.OfClass part : s.classes()) {
      json.beginObject();
      json.name("name").value(part.name());
      json.name("stored_bytes").value(part.storedBytes());
      json.name("chunks").value(part.chunks());
      json.name("referenced_bytes").value(part.referencedBytes());
      json.name("dedup_ratio").value(part.dedupRatio());
      json.endObject();
    }
    json.endArray().name("origins").beginArray();
    for (StoreStats.OfOrigin part : s.origins()) {
      json.beginObject();
      json.name("origin").value(part.origin());
      json.name("stored_bytes").value(part.storedBytes());
      json.name("chunks").value(part.chunks());
      json.name("pinned_bytes").value(part.pinnedBytes());
      json.name("quota_bytes").value(part.quotaBytes());
      json.name("hits").value(part.hits());
      json.name("misses").value(part.misses());
      json.endObject();
    }
    return json.endArray().endObject().toString();
  }
}

package org.musicfs.cli.command;

import java.time.Duration;
import java.util.Locale;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.daemon.OriginTrouble;
import org.musicfs.cli.output.Human;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.cli.output.Table;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginKey;
import org.musicfs.core.origin.OriginProvider;
import org.musicfs.origin.OriginTypes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code musicfs origin}: what is asked of origins before they are mounted. */
@Command(
    name = "origin",
    synopsisSubcommandLabel = "(types | test)",
    description = "Show which types of origins there are, or try one.",
    footer = {
      "",
      "Examples:",
      "  musicfs origin types",
      "  musicfs origin test sftp://ada@nas/music"
    })
public final class OriginCommand {
  private final CommandContext context;

  public OriginCommand(CommandContext context) {
    this.context = context;
  }

  @Command(
      name = "types",
      description = "Show the types of origins beside directories, and the keys they have.")
  int types(@Option(names = "--json", description = "print JSON") boolean json) {
    OriginTypes types = OriginTypes.ofThisApplication();
    JsonWriter writer = new JsonWriter().beginArray();
    Table table = new Table("TYPE", "KEY", "VALUE", "MEANING");
    for (String type : types.remote()) {
      table.row(type, "url", "text", "where it is, " + type + "://…");
      writer.beginObject().name("type").value(type).name("keys").beginArray();
      for (OriginKey key : types.provider(type).map(OriginProvider::keys).orElseThrow()) {
        table.row("", key.name(), kind(key), key.description());
        writer.beginObject();
        writer.name("name").value(key.name());
        writer.name("value").value(kind(key));
        writer.name("meaning").value(key.description());
        writer.endObject();
      }
      writer.endArray().endObject();
    }
    if (json) {
      context.out().println(writer.endArray());
    } else if (types.remote().isEmpty()) {
      context.err().println("there are no types but directories");
    } else {
      context.out().print(table);
    }
    return ExitCode.OK.code();
  }

  private static String kind(OriginKey key) {
    return key.kind().name().toLowerCase(Locale.ROOT);
  }

  @Command(
      name = "test",
      description = {
        "Connect to an origin, list it and read of a file, and tell how long that takes.",
        "What an [[origin]] of the configuration says of it counts. Nothing is remembered of it.",
        "Exit code 4 if something fails, with what."
      })
  int test(
      @Parameters(paramLabel = "ORIGIN", description = "a directory of music, or a URL")
          String typed,
      @Option(names = "--json", description = "print JSON") boolean json) {
    try (Origin origin = OriginAccess.open(context, typed)) {
      OriginProbe.Outcome outcome = OriginProbe.run(origin);
      context.out().print(json ? json(origin, outcome) : text(origin, outcome));
      return ExitCode.OK.code();
    } catch (OriginException e) {
      throw OriginTrouble.of(e);
    }
  }

  private static String text(Origin origin, OriginProbe.Outcome outcome) {
    String name = Human.printable(origin.displayName());
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%s: listed in %s: %s, %s%n",
            name,
            Human.duration(outcome.listed()),
            outcome.directories() == 1
                ? "1 directory"
                : Human.count(outcome.directories()) + " directories",
            Counted.of(outcome.files(), "file")));
    if (outcome.file().isEmpty()) {
      return text.append(String.format("no file near its root to read%n")).toString();
    }
    OriginProbe.FileRead file = outcome.file().get();
    text.append(
        String.format(
            "%s: opened, first %s in %s%n",
            Human.printable(file.path().toString()),
            Human.bytes(file.firstBytes()),
            Human.duration(file.first())));
    if (file.moreBytes() > 0) {
      text.append(
          String.format(
              "%s more in %s, %s a second%n",
              Human.bytes(file.moreBytes()),
              Human.duration(file.more()),
              Human.bytes(perSecond(file))));
    }
    return text.toString();
  }

  private static long perSecond(OriginProbe.FileRead file) {
    double seconds = Math.max(1, file.more().toNanos()) / (double) Duration.ofSeconds(1).toNanos();
    return (long) (file.moreBytes() / seconds);
  }

  private static String json(Origin origin, OriginProbe.Outcome outcome) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("name").value(origin.displayName());
    json.name("directories").value(outcome.directories());
    json.name("files").value(outcome.files());
    json.name("listed_millis").value(outcome.listed().toMillis());
    outcome
        .file()
        .ifPresent(
            file -> {
              json.name("file").value(file.path().toString());
              json.name("first_bytes").value(file.firstBytes());
              json.name("first_millis").value(file.first().toMillis());
              json.name("more_bytes").value(file.moreBytes());
              json.name("more_millis").value(file.more().toMillis());
            });
    return json.endObject() + System.lineSeparator();
  }
}

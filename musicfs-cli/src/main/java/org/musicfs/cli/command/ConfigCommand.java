package org.musicfs.cli.command;

import java.io.PrintStream;
import java.util.List;
import org.musicfs.cli.config.ConfigLoader;
import org.musicfs.cli.config.LoadedConfig;
import org.musicfs.cli.config.Overrides;
import org.musicfs.cli.config.Problem;
import org.musicfs.cli.config.TreePlan;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.cli.output.Table;
import org.musicfs.core.error.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code musicfs config check} and {@code musicfs config show}. */
@Command(
    name = "config",
    synopsisSubcommandLabel = "(check | show)",
    description = "Check or show the configuration.",
    footer = {"", "Examples:", "  musicfs config check", "  musicfs config show --json"})
public final class ConfigCommand {
  private final CommandContext context;

  public ConfigCommand(CommandContext context) {
    this.context = context;
  }

  @Command(
      name = "check",
      description = "Read the configuration and report everything that is wrong (exit code 3).")
  int check(@Option(names = "--json", description = "print JSON") boolean json) {
    ConfigLoader.Outcome outcome =
        new ConfigLoader(context.environment())
            .examine(context.configFile(), context.withGlobal(Overrides.none()));
    if (outcome.problems().isEmpty()) {
      TreePlan.of(outcome.loaded().config(), "");
    }
    String file = outcome.file().map(Object::toString).orElse("");
    if (json) {
      printJson(file, outcome.problems());
    } else if (outcome.problems().isEmpty()) {
      context
          .out()
          .println(file.isEmpty() ? "ok: no configuration file, the defaults hold" : "ok: " + file);
    } else {
      for (Problem problem : outcome.problems()) {
        context.err().println("musicfs: " + problem.place() + ": " + problem.message());
        context.err().println("  " + problem.remedy());
      }
    }
    return (outcome.problems().isEmpty() ? ExitCode.OK : ExitCode.CONFIG).code();
  }

  private void printJson(String file, List<Problem> problems) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("file").value(file).name("problems").beginArray();
    for (Problem problem : problems) {
      json.beginObject();
      json.name("place").value(problem.place());
      json.name("message").value(problem.message());
      json.name("remedy").value(problem.remedy());
      json.endObject();
    }
    json.endArray().endObject();
    context.out().println(json);
  }

  @Command(
      name = "show",
      description = "Show each value and where it came from: a default, a line of a file, a flag.")
  int show(@Option(names = "--json", description = "print JSON") boolean json) {
    List<LoadedConfig.Row> rows = context.config().rows();
    PrintStream out = context.out();
    if (json) {
      JsonWriter writer = new JsonWriter().beginArray();
      for (LoadedConfig.Row row : rows) {
        writer.beginObject();
        writer.name("key").value(row.key());
        writer.name("value").value(row.value());
        writer.name("source").value(row.source().text());
        writer.endObject();
      }
      out.println(writer.endArray());
    } else {
      Table table = new Table("KEY", "VALUE", "SOURCE");
      rows.forEach(row -> table.row(row.key(), row.value(), row.source().text()));
      out.print(table);
    }
    return ExitCode.OK.code();
  }
}

package org.musicfs.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.Human;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.cli.output.ProgressLine;
import org.musicfs.cli.output.Table;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.CatalogueReader;
import org.musicfs.index.report.Duplicates;
import org.musicfs.index.report.Report;
import org.musicfs.index.report.Report.Column;
import org.musicfs.index.report.Reports;
import org.musicfs.origin.OriginFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code musicfs report}. */
@Command(
    name = "report",
    description = {
      "Tell what is to be mended in a library, or what is in it; needs no daemon.",
      "Exit code 13 if something is to be mended."
    },
    footer = {
      "",
      "  unreadable    files that could not be read properly, and why",
      "  skipped       files that were looked at and are not listed, and why",
      "  missing-tags  tracks without title, artist or album",
      "  collisions    files under a name with a suffix, because another had the bare one",
      "  duplicates    files of the same bytes, of the same audio under other tags, of the same",
      "                recording; reads what may be equal",
      "  albums        directories that hold tracks: how many, how large, how long, with a cover",
      "",
      "Examples:",
      "  musicfs report missing-tags",
      "  musicfs report albums --json | jq -r '.[] | select(.cover | not) | .album'"
    })
public final class ReportCommand implements Callable<Integer> {
  private final CommandContext context;

  @Parameters(
      paramLabel = "REPORT",
      completionCandidates = Names.class,
      description = "${COMPLETION-CANDIDATES}")
  String name = "";

  @Option(names = "--json", description = "print JSON")
  boolean json;

  public ReportCommand(CommandContext context) {
    this.context = context;
  }

  /** The names of the reports. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Report.values()).map(Report::key).iterator();
    }
  }

  @Override
  public Integer call() throws CatalogueException {
    Report report =
        Arrays.stream(Report.values())
            .filter(each -> each.key().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new UserError(
                        ExitCode.USAGE,
                        "there is no report " + name,
                        "there are: " + String.join(", ", new Names())));
    Path state = context.directories(context.library()).state();
    Optional<CatalogueReader> catalogue = CatalogueReader.open(state);
    if (catalogue.isEmpty()) {
      throw new UserError(
          ExitCode.STATE,
          "library " + context.library().value() + " has no catalogue",
          "mount it once: musicfs mount ORIGIN MOUNTPOINT");
    }
    try (CatalogueReader reader = catalogue.get()) {
      List<List<Object>> rows =
          report == Report.DUPLICATES ? duplicates(reader) : new Reports(reader).rows(report);
      if (json) {
        context.out().println(json(report, rows));
      } else {
        print(report, rows);
      }
      return report.isOfFaults() && !rows.isEmpty() ? ExitCode.FOUND.code() : ExitCode.OK.code();
    }
  }

  private List<List<Object>> duplicates(CatalogueReader reader) throws CatalogueException {
    OriginFactory factory = OriginAccess.factory(context);
    ProgressLine progress = context.progressLine();
    Duplicates.Listener listener =
        new Duplicates.Listener() {
          @Override
          public void progress(int compared, int all) {
            progress.show(Human.count(compared) + " of " + Human.count(all) + " files compared");
          }

          @Override
          public void leftOut(String reason) {
            progress.clear();
            context.err().println("left out: " + reason);
          }
        };
    List<List<Object>> rows = new Duplicates(reader, factory::create, listener).rows();
    progress.clear();
    return rows;
  }

  private static String json(Report report, List<List<Object>> rows) {
    JsonWriter json = new JsonWriter().beginArray();
    for (List<Object> row : rows) {
      json.beginObject();
      for (int i = 0; i < row.size(); i++) {
        json.name(report.columns().get(i).name());
        switch (row.get(i)) {
          case Long number -> json.value(number);
          case Boolean flag -> json.value(flag);
          case Object text -> json.value(text.toString());
        }
      }
      json.endObject();
    }
    return json.endArray().toString();
  }

  private void print(Report report, List<List<Object>> rows) {
    if (report.columns().stream().allMatch(column -> column.kind() == Column.Kind.TEXT)) {
      printPairs(report.columns().getLast().name(), rows);
    } else if (!rows.isEmpty()) {
      context.out().print(table(report.columns(), rows));
    }
    context
        .err()
        .println(rows.isEmpty() ? "nothing to report" : Human.count(rows.size()) + " in all");
  }

  /** A path and what is to be said of it are too long for one line of a terminal. */
  private void printPairs(String what, List<List<Object>> rows) {
    String label = what.equals("reason") ? "  " : "  " + what + ": ";
    for (List<Object> row : rows) {
      context.out().println(Human.printable(row.getFirst().toString()));
      context.out().println(label + Human.printable(row.getLast().toString()));
    }
  }

  /** The path comes last, where it may be as long as it is. */
  private static Table table(List<Column> columns, List<List<Object>> rows) {
    int[] order = order(columns);
    Table table =
        new Table(
            Arrays.stream(order).mapToObj(i -> heading(columns.get(i))).toArray(String[]::new));
    for (int i = 0; i < order.length; i++) {
      if (columns.get(order[i]).isNumber()) {
        table.alignRight(i);
      }
    }
    for (List<Object> row : rows) {
      table.row(
          Arrays.stream(order)
              .mapToObj(i -> cell(columns.get(i), row.get(i)))
              .toArray(String[]::new));
    }
    return table;
  }

  private static int[] order(List<Column> columns) {
    int last = 0;
    for (int i = 0; i < columns.size(); i++) {
      last = columns.get(i).kind() == Column.Kind.TEXT ? i : last;
    }
    int path = last;
    return IntStream.concat(
            IntStream.range(0, columns.size()).filter(i -> i != path), IntStream.of(path))
        .toArray();
  }

  private static String heading(Column column) {
    return switch (column.kind()) {
      case BYTES -> "SIZE";
      case MILLIS -> "LENGTH";
      case TEXT, COUNT, YES_NO -> column.name().toUpperCase(Locale.ROOT);
    };
  }

  private static String cell(Column column, Object value) {
    return switch (column.kind()) {
      case TEXT -> value.toString();
      case COUNT -> Human.count((Long) value);
      case BYTES -> Human.bytes((Long) value);
      case MILLIS -> (Long) value == 0 ? "?" : Human.playingTime(Duration.ofMillis((Long) value));
      case YES_NO -> (Boolean) value ? "yes" : "no";
    };
  }
}

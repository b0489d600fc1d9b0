package org.musicfs.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchResult;
import org.musicfs.grpc.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code musicfs search}. */
@Command(
    name = "search",
    description = "Find tracks by their tags; prints paths in the mount, best first.",
    footer = {
      "",
      "Words must all occur; fields are title, artist, albumartist, album, genre, composer, chapter,",
      "format, year, compilation.",
      "",
      "Examples:",
      "  musicfs search 'artist:\"miles davis\" blue'",
      "  musicfs search 'genre:jazz AND year:[1955 TO 1965]'",
      "  musicfs search --absolute bjork | xargs -d '\\n' mpv"
    })
public final class SearchCommand implements Callable<Integer> {
  private static final int MOST = 10_000;

  private final CommandContext context;

  @Parameters(arity = "1..*", paramLabel = "QUERY", description = "Lucene query syntax")
  List<String> query = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "the most to show, 1 to 10,000 (default: ${DEFAULT-VALUE})")
  int limit;

  @Option(names = "--absolute", description = "print whole paths, mountpoint included")
  boolean absolute;

  @Option(names = "--json", description = "print JSON")
  boolean json;

  public SearchCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      throw new UserError(ExitCode.USAGE, "--limit " + limit, "allowed: 1 to 10000");
    }
    try (ControlClient client = DaemonConnection.open(context)) {
      SearchResult result = client.search(String.join(" ", query), limit);
      Path mountpoint = absolute ? Path.of(client.status().mountpoint()) : Path.of("");
      if (json) {
        context.out().println(json(result, mountpoint));
      } else {
        result.hits().forEach(hit -> context.out().println(mountpoint.resolve(hit.path())));
        long more = result.total() - result.hits().size();
        if (more > 0) {
          context.err().println(more + " more; --limit shows them");
        } else if (result.total() == 0) {
          context.err().println("nothing found");
        }
      }
      return ExitCode.OK.code();
    } catch (SearchException e) {
      throw new UserError(
          e.reason() == SearchException.Reason.BAD_QUERY ? ExitCode.QUERY : ExitCode.FAILURE,
          String.valueOf(e.getMessage()),
          "");
    }
  }

  private static String json(SearchResult result, Path mountpoint) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("total").value(result.total());
    json.name("hits").beginArray();
    for (SearchResult.Hit hit : result.hits()) {
      json.beginObject();
      json.name("path").value(mountpoint.resolve(hit.path()).toString());
      json.name("title").value(hit.title());
      json.name("artist").value(hit.artist());
      json.name("album").value(hit.album());
      json.endObject();
    }
    return json.endArray().endObject().toString();
  }
}

package org.musicfs.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.Human;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.core.config.TreeConfig;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.template.Template;
import org.musicfs.core.template.TemplateException;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.TrackListing;
import org.musicfs.index.tree.TemplatePreview;
import org.musicfs.index.tree.TreeRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code musicfs template check}. */
@Command(
    name = "template",
    synopsisSubcommandLabel = "check",
    description = "Try a path template.",
    footer = {
      "",
      "Examples:",
      "  musicfs template check '$albumartist/$album/$title.$ext'",
      "  musicfs template check '$genre/$artist - $title.$ext' ~/Music"
    })
public final class TemplateCommand {
  private static final int SAMPLES = 10;

  private final CommandContext context;

  public TemplateCommand(CommandContext context) {
    this.context = context;
  }

  @Command(
      name = "check",
      description = {
        "Check a template and show what it would make: sample paths, counts, collisions.",
        "With an ORIGIN its files are read; else the tracks the library knows are taken."
      })
  int check(
      @Parameters(index = "0", paramLabel = "TEMPLATE", description = "see docs/templates.md")
          String source,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "ORIGIN",
              description = "a directory of music, or a URL")
          @Nullable String origin,
      @Option(names = "--json", description = "print JSON") boolean json)
      throws CatalogueException, InterruptedException {
    TreeConfig tree = context.config().config().tree();
    TemplatePreview preview = new TemplatePreview(TreeRules.of(parse(source), tree));
    List<String> paths = new ArrayList<>();
    TrackListing.Visitor visitor =
        (id, path, tags, format, added) ->
            sample(paths, preview.add(id, path, tags, format, added), preview);
    if (origin == null) {
      library(visitor);
    } else {
      new DirectoryTracks(context).forEach(origin, visitor);
    }
    print(preview, paths, json);
    return ExitCode.OK.code();
  }

  private static Template parse(String source) {
    try {
      return Template.parse(source);
    } catch (TemplateException e) {
      throw new UserError(ExitCode.TEMPLATE, e.render(), "docs/templates.md has the language");
    }
  }

  private void library(TrackListing.Visitor visitor) throws CatalogueException {
    var directory = context.directories(context.library()).state();
    var listing = TrackListing.open(directory);
    if (listing.isPresent()) {
      try (TrackListing tracks = listing.get()) {
        tracks.forEach(visitor);
      }
    } else {
      context.err().println("the library knows no track yet; name a directory to try it on files");
    }
  }

  /** The first few, and later ones ever more rarely, so that the samples come from everywhere. */
  private static void sample(List<String> paths, String path, TemplatePreview preview) {
    if (paths.size() < SAMPLES) {
      paths.add(path);
    } else if (Long.bitCount(preview.tracks()) == 1) {
      paths.set(Long.numberOfTrailingZeros(preview.tracks()) % SAMPLES, path);
    }
  }

  private void print(TemplatePreview preview, List<String> paths, boolean json) {
    if (json) {
      JsonWriter writer = new JsonWriter().beginObject();
      writer.name("tracks").value(preview.tracks());
      writer.name("directories").value(preview.directories());
      writer.name("collisions").value(preview.collisions());
      writer.name("samples").beginArray();
      paths.forEach(writer::value);
      context.out().println(writer.endArray().endObject());
      return;
    }
    context.out().println("the template is valid");
    paths.forEach(path -> context.out().println("  " + path));
    context
        .out()
        .printf(
            "%s in %s, %s%n",
            Counted.of(preview.tracks(), "track"),
            preview.directories() == 1
                ? "1 directory"
                : Human.count(preview.directories()) + " directories",
            preview.collisions() == 0
                ? "no collisions"
                : Counted.of(preview.collisions(), "collision")
                    + ": told apart by a suffix like [3fa2]");
  }
}

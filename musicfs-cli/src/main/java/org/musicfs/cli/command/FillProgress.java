package org.musicfs.cli.command;

import org.jspecify.annotations.Nullable;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.Human;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.cli.output.ProgressLine;
import org.musicfs.core.content.StoreFill;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

/** Tells a person how far the fetching of files is, and what came of it. One thread. */
final class FillProgress implements StoreFill.Listener {
  private final CommandContext context;
  private final boolean json;
  private final ProgressLine line;
  private @Nullable StoreFill last;

  FillProgress(CommandContext context, boolean json) {
    this.context = context;
    this.json = json;
    this.line = context.progressLine();
  }

  @Override
  public boolean step(StoreFill fill) {
    last = fill;
    if (!json && !fill.done()) {
      line.show(
          Human.percent(fill.doneBytes(), fill.bytes())
              + " of "
              + Human.bytes(fill.bytes())
              + ", "
              + Human.count(fill.doneFiles())
              + " of "
              + Counted.of(fill.files(), "file"));
    }
    return true;
  }

  /**
   * Prints what came of it.
   *
   * @param done in a word
   * @return the exit code
   * @throws UserError if the daemon ended before it was done
   */
  int end(String done) {
    line.clear();
    StoreFill fill = last;
    if (fill == null || !fill.done()) {
      throw new UserError(ExitCode.FAILURE, "the daemon ended before all was " + done, "try again");
    }
    if (json) {
      context.out().println(json(fill));
    } else {
      context
          .out()
          .println(
              Counted.of(fill.files(), "file") + " (" + Human.bytes(fill.bytes()) + ") " + done);
      if (fill.failed() > 0) {
        context
            .err()
            .println(
                context
                    .terminal()
                    .warning(
                        Counted.of(fill.failed(), "file")
                            + " not wholly stored: "
                            + Human.printable(fill.problem())));
      }
    }
    return (fill.failed() == 0 ? ExitCode.OK : ExitCode.ORIGIN).code();
  }

  private static String json(StoreFill fill) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("files").value(fill.files());
    json.name("bytes").value(fill.bytes());
    json.name("failed").value(fill.failed());
    json.name("problem").value(fill.problem());
    return json.endObject().toString();
  }
}

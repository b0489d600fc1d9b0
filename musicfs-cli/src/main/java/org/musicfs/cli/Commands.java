package org.musicfs.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.musicfs.cli.command.CacheCommand;
import org.musicfs.cli.command.CompletionCommand;
import org.musicfs.cli.command.ConfigCommand;
import org.musicfs.cli.command.DemoMounter;
import org.musicfs.cli.command.MountCommand;
import org.musicfs.cli.command.OriginCommand;
import org.musicfs.cli.command.ReportCommand;
import org.musicfs.cli.command.RescanCommand;
import org.musicfs.cli.command.RestartCommand;
import org.musicfs.cli.command.SearchCommand;
import org.musicfs.cli.command.StatusCommand;
import org.musicfs.cli.command.SuperviseCommand;
import org.musicfs.cli.command.TemplateCommand;
import org.musicfs.cli.command.UnmountCommand;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.demo.DemoCommand;
import org.musicfs.cli.doctor.DoctorCommand;

/** The list of commands, in the order of the help. A new command is one line here. */
final class Commands {
  /**
   * A command.
   *
   * @param name as typed
   * @param factory makes the object that picocli reads: annotated with {@code @Command}, a {@code
   *     Callable<Integer>} or a holder of {@code @Command} methods
   */
  record Entry(String name, Function<CommandContext, Object> factory) {}

  private static final List<Entry> ALL =
      List.of(
          new Entry("demo", context -> new DemoCommand(context, new DemoMounter(context))),
          new Entry("mount", MountCommand::new),
          new Entry("supervise", SuperviseCommand::new),
          new Entry("restart", RestartCommand::new),
          new Entry("status", StatusCommand::new),
          new Entry("rescan", RescanCommand::new),
          new Entry("search", SearchCommand::new),
          new Entry("report", ReportCommand::new),
          new Entry("cache", CacheCommand::new),
          new Entry("origin", OriginCommand::new),
          new Entry("unmount", UnmountCommand::new),
          new Entry("config", ConfigCommand::new),
          new Entry("template", TemplateCommand::new),
          new Entry("doctor", DoctorCommand::new),
          new Entry("completion", context -> new CompletionCommand(context.out())));

  private Commands() {}

  static List<Entry> all() {
    return ALL;
  }

  static List<String> names() {
    return ALL.stream().map(Entry::name).toList();
  }

  /** The entry of this name, unless it needs to see all the others. */
  static Optional<Entry> alone(String name) {
    return ALL.stream()
        .filter(entry -> entry.name().equals(name) && !name.equals("completion"))
        .findFirst();
  }
}

package org.musicfs.cli.doctor;

import java.util.List;
import java.util.concurrent.Callable;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.cli.output.Terminal;
import org.musicfs.core.error.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code musicfs doctor}. */
@Command(
    name = "doctor",
    description = "Look for what would keep a mount from working, and say how to mend it.",
    footer = {"", "Exit code 10 if anything fails.", "", "Example:", "  musicfs doctor --json"})
public final class DoctorCommand implements Callable<Integer> {
  private final CommandContext context;
  private final StaleMounts staleMounts;

  @Option(names = "--json", description = "print JSON")
  boolean json;

  public DoctorCommand(CommandContext context) {
    this(context, new FuseStaleMounts());
  }

  /**
   * @param staleMounts how to find mounts left behind
   */
  public DoctorCommand(CommandContext context, StaleMounts staleMounts) {
    this.context = context;
    this.staleMounts = staleMounts;
  }

  @Override
  public Integer call() {
    List<Finding> findings = Doctor.examine(Facts.ofThisMachine(context, staleMounts));
    context.out().print(json ? json(findings) : text(findings, context.terminal()));
    return exitCode(findings).code();
  }

  static ExitCode exitCode(List<Finding> findings) {
    return findings.stream().anyMatch(f -> f.level() == Finding.Level.FAIL)
        ? ExitCode.ENVIRONMENT
        : ExitCode.OK;
  }

  static String text(List<Finding> findings, Terminal terminal) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      String label = String.format("%-4s", finding.level().key());
      text.append(
          switch (finding.level()) {
            case OK -> terminal.success(label);
            case WARN -> terminal.warning(label);
            case FAIL -> terminal.error(label);
          });
      text.append("  ").append(finding.subject()).append(": ").append(finding.detail());
      text.append('\n');
      if (!finding.remedy().isEmpty()) {
        text.append("      ").append(finding.remedy()).append('\n');
      }
    }
    return text.toString();
  }

  static String json(List<Finding> findings) {
    JsonWriter json = new JsonWriter().beginArray();
    for (Finding finding : findings) {
      json.beginObject();
      json.name("level").value(finding.level().key());
      json.name("subject").value(finding.subject());
      json.name("detail").value(finding.detail());
      json.name("remedy").value(finding.remedy());
      json.endObject();
    }
    return json.endArray() + "\n";
  }
}

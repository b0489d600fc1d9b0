package org.musicfs.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.musicfs.cli.config.Directories;
import org.musicfs.cli.config.Keys;
import org.musicfs.cli.config.Overrides;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.daemon.BackgroundDaemon;
import org.musicfs.cli.daemon.Daemon;
import org.musicfs.cli.daemon.LibraryLock;
import org.musicfs.cli.daemon.MountRequest;
import org.musicfs.cli.service.JvmCommand;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.CachePolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code musicfs mount}. */
@Command(
    name = "mount",
    description = {
      "Mount a library; returns when the mount serves.",
      "ORIGINs that are new join the library; those it already has stay."
    },
    footer = {
      "",
      "Examples:",
      "  musicfs mount ~/Music ~/mnt/music               a directory of music",
      "  musicfs mount /mnt/nas/music ~/mnt/music        one more",
      "  musicfs mount ~/mnt/music                       what the library already has",
      "  musicfs mount --foreground ~/Music ~/mnt/music  for services"
    })
public final class MountCommand implements Callable<Integer> {
  private final CommandContext context;

  @Parameters(
      arity = "1..*",
      paramLabel = "[ORIGIN...] MOUNTPOINT",
      hideParamSyntax = true,
      description = "directories of music, and an empty directory to mount on")
  List<Path> places = List.of();

  @Option(
      names = {"--foreground"},
      description = "serve in this process until it is stopped")
  boolean foreground;

  @Option(
      names = "--cache",
      paramLabel = "true|false|auto",
      description = "whether files of the ORIGINs named here go through the chunk store")
  @Nullable String cache;

  @Option(names = "--allow-other", description = "let other users look in")
  boolean allowOther;

  @Option(names = "--uid", paramLabel = "ID", description = "owner of everything in the mount")
  @Nullable String uid;

  @Option(names = "--gid", paramLabel = "ID", description = "group of everything in the mount")
  @Nullable String gid;

  @Option(
      names = "--umask",
      paramLabel = "OCTAL",
      description = "permission bits to take away from 0444 and 0555")
  @Nullable String umask;

  @Option(names = "--template", paramLabel = "TEMPLATE", description = "how paths are made")
  @Nullable String template;

  @Option(names = "--cache-limit", paramLabel = "SIZE", description = "the most the store may hold")
  @Nullable String cacheLimit;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "serve Prometheus metrics on this loopback port")
  @Nullable String metricsPort;

  @Option(names = "--announce", hidden = true, description = "say on stdout when it serves")
  boolean announce;

  public MountCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    Overrides flags =
        Overrides.none()
            .with(Keys.ALLOW_OTHER, "--allow-other", Optional.of("true").filter(t -> allowOther))
            .with(Keys.UID, "--uid", Optional.ofNullable(uid))
            .with(Keys.GID, "--gid", Optional.ofNullable(gid))
            .with(Keys.UMASK, "--umask", Optional.ofNullable(umask))
            .with(Keys.TEMPLATE, "--template", Optional.ofNullable(template))
            .with(Keys.CACHE_LIMIT, "--cache-limit", Optional.ofNullable(cacheLimit))
            .with(Keys.METRICS_PORT, "--metrics-port", Optional.ofNullable(metricsPort));
    MusicfsConfig config = context.config(flags).config();
    Directories directories = context.directories(config);
    MountRequest request =
        new MountRequest(
            config,
            directories,
            places.subList(0, places.size() - 1),
            Optional.ofNullable(cache).map(MountCommand::cachePolicy),
            places.getLast(),
            foreground && !announce);
    refuseIfServed(directories);
    if (foreground) {
      return Daemon.serve(request, context.environment(), announce ? context.out() : null).code();
    }
    new BackgroundDaemon(JvmCommand.ofThisProcess()).start(arguments());
    return ExitCode.OK.code();
  }

  private static CachePolicy cachePolicy(String text) {
    for (CachePolicy policy : CachePolicy.values()) {
      if (policy.key().equals(text)) {
        return policy;
      }
    }
    throw new UserError(ExitCode.USAGE, "--cache " + text, "allowed: true, false, auto");
  }

  private void refuseIfServed(Directories directories) {
    Optional<LibraryLock.Holder> holder = DaemonConnection.holder(directories);
    if (holder.isPresent()) {
      throw LibraryLock.refusal(directories.library(), holder.get());
    }
  }

  /** This command line, as the daemon gets it. */
  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(context.globalArguments());
    arguments.addAll(List.of("mount", "--foreground", "--announce"));
    option(arguments, "--cache", cache);
    option(arguments, "--uid", uid);
    option(arguments, "--gid", gid);
    option(arguments, "--umask", umask);
    option(arguments, "--template", template);
    option(arguments, "--cache-limit", cacheLimit);
    option(arguments, "--metrics-port", metricsPort);
    if (allowOther) {
      arguments.add("--allow-other");
    }
    arguments.add("--");
    for (Path place : places) {
      arguments.add(place.toAbsolutePath().toString());
    }
    return arguments;
  }

  private static void option(List<String> arguments, String name, @Nullable String value) {
    if (value != null) {
      arguments.add(name + "=" + value);
    }
  }
}

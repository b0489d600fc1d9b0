package org.musicfs.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.cli.config.Keys;
import org.musicfs.cli.config.Overrides;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.daemon.MountRequest;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.CachePolicy;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code musicfs mount} and {@code musicfs supervise} are told about a mount. */
final class MountArguments {
  @Parameters(
      arity = "1..*",
      paramLabel = "[ORIGIN...] MOUNTPOINT",
      hideParamSyntax = true,
      description = "directories of music or URLs, and an empty directory to mount on")
  List<String> places = List.of();

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

  @Option(
      names = "--view",
      paramLabel = "NAME",
      description = "mount this view of the configuration's [[views]] instead of the main one")
  @Nullable String view;

  @Option(names = "--cache-limit", paramLabel = "SIZE", description = "the most the store may hold")
  @Nullable String cacheLimit;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "serve Prometheus metrics on this loopback port")
  @Nullable String metricsPort;

  /**
   * The request these make.
   *
   * @param console whether the log also goes to the error stream
   * @throws UserError if they or the configuration are wrong, or the library is mounted already
   */
  MountRequest request(CommandContext context, boolean console) {
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
    return new MountRequest(
        config,
        context.directories(config),
        places.subList(0, places.size() - 1).stream().map(TypedTargets::place).toList(),
        Optional.ofNullable(cache).map(MountArguments::cachePolicy),
        TypedTargets.path(places.getLast()),
        view == null ? "" : view,
        console);
  }

  private static CachePolicy cachePolicy(String text) {
    for (CachePolicy policy : CachePolicy.values()) {
      if (policy.key().equals(text)) {
        return policy;
      }
    }
    throw new UserError(ExitCode.USAGE, "--cache " + text, "allowed: true, false, auto");
  }

  /**
   * The arguments of a daemon that is told the same: {@code --NAME[=VALUE]... -- PLACE...}, as
   * {@link MountCommand#ofDaemon} reads them.
   *
   * @param more options beside these
   */
  List<String> forDaemon(CommandContext context, String... more) {
    List<String> arguments = new ArrayList<>(context.globalArguments());
    arguments.addAll(List.of(more));
    option(arguments, "--cache", cache);
    option(arguments, "--uid", uid);
    option(arguments, "--gid", gid);
    option(arguments, "--umask", umask);
    option(arguments, "--template", template);
    option(arguments, "--view", view);
    option(arguments, "--cache-limit", cacheLimit);
    option(arguments, "--metrics-port", metricsPort);
    if (allowOther) {
      arguments.add("--allow-other");
    }
    arguments.add(MountCommand.END_OF_OPTIONS);
    places.forEach(place -> arguments.add(TypedTargets.place(place)));
    return arguments;
  }

  /**
   * Sets one as {@link #forDaemon} writes it.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  void set(String name, String value) {
    switch (name) {
      case "--cache" -> cache = value;
      case "--uid" -> uid = value;
      case "--gid" -> gid = value;
      case "--umask" -> umask = value;
      case "--template" -> template = value;
      case "--view" -> view = value;
      case "--cache-limit" -> cacheLimit = value;
      case "--metrics-port" -> metricsPort = value;
      case "--allow-other" -> allowOther = true;
      default -> throw new IllegalArgumentException(name);
    }
  }

  private static void option(List<String> arguments, String name, @Nullable String value) {
    if (value != null) {
      arguments.add(name + "=" + value);
    }
  }
}

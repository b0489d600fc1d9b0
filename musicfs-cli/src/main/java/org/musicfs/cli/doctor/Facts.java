package org.musicfs.cli.doctor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.cli.config.ConfigLoader;
import org.musicfs.cli.config.Directories;
import org.musicfs.cli.config.Overrides;
import org.musicfs.cli.config.Problem;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.core.config.FuseBackend;
import org.musicfs.core.error.UserError;

/**
 * What there is to know of this machine.
 *
 * @param javaVersion the feature release
 * @param fuseDevice how {@code /dev/fuse} is
 * @param libfuse whether libfuse.so.2 could be loaded
 * @param wantsLibfuse whether the configuration asks for it
 * @param fusermount where the program that mounts for users is
 * @param root whether we are root
 * @param userAllowOther whether {@code /etc/fuse.conf} lets users give a mount to others
 * @param wantsAllowOther whether the configuration asks for it
 * @param fileNameEncoding in which Java names files
 * @param configProblems everything wrong with the configuration
 * @param directories by what they are for; the error if one cannot be used
 * @param freeBytes where the cache lies; negative if that cannot be told
 * @param reserveBytes what the cache leaves free
 * @param staleMounts mountpoints of ours that nobody serves
 */
record Facts(
    int javaVersion,
    Device fuseDevice,
    boolean libfuse,
    boolean wantsLibfuse,
    Optional<Path> fusermount,
    boolean root,
    boolean userAllowOther,
    boolean wantsAllowOther,
    String fileNameEncoding,
    List<Problem> configProblems,
    Map<String, String> directories,
    long freeBytes,
    long reserveBytes,
    List<String> staleMounts) {
  /** How the device is. */
  enum Device {
    OPENS,
    MISSING,
    FORBIDDEN
  }

  private static final Path FUSE = Path.of("/dev/fuse");

  static Facts ofThisMachine(CommandContext context, StaleMounts staleMounts) {
    ConfigLoader.Outcome outcome = config(context);
    var config = outcome.loaded().config();
    Directories directories = context.directories(config);
    return new Facts(
        Runtime.version().feature(),
        device(),
        loads("libfuse.so.2"),
        config.fuse().backend() == FuseBackend.JNR,
        program(context, "fusermount3").or(() -> program(context, "fusermount")),
        context.environment().uid() == 0,
        userAllowOther(Path.of("/etc/fuse.conf")),
        config.mount().allowOther(),
        System.getProperty("sun.jnu.encoding", ""),
        outcome.problems(),
        Map.of(
            "state directory " + directories.state(), trouble(directories.state()),
            "cache directory " + directories.cache(), trouble(directories.cache()),
            "runtime directory " + directories.runtime(), trouble(directories.runtime())),
        free(directories.cache()),
        config.cache().reserveBytes(),
        stale(staleMounts));
  }

  private static ConfigLoader.Outcome config(CommandContext context) {
    ConfigLoader loader = new ConfigLoader(context.environment());
    try {
      return loader.examine(context.configFile(), context.withGlobal(Overrides.none()));
    } catch (UserError e) {
      Problem problem = new Problem("", String.valueOf(e.getMessage()), e.remedy());
      return new ConfigLoader.Outcome(Optional.empty(), List.of(problem), ConfigLoader.defaults());
    }
  }

  private static Device device() {
    if (!Files.exists(FUSE)) {
      return Device.MISSING;
    }
    try (RandomAccessFile file = new RandomAccessFile(FUSE.toFile(), "rw")) {
      return file.getFD().valid() ? Device.OPENS : Device.FORBIDDEN;
    } catch (IOException e) {
      return Device.FORBIDDEN;
    }
  }

  private static boolean loads(String library) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(library, arena);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<Path> program(CommandContext context, String name) {
    String path = context.environment().variable("PATH").orElse("/usr/bin:/bin");
    for (String directory : path.split(":")) {
      Path candidate = Path.of(directory.isEmpty() ? "." : directory, name);
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static boolean userAllowOther(Path fuseConf) {
    try {
      return Files.readString(fuseConf).lines().anyMatch(l -> l.strip().equals("user_allow_other"));
    } catch (IOException e) {
      return false;
    }
  }

  /** Why the directory, or what is there of the way to it, cannot be used; else empty. */
  private static String trouble(Path directory) {
    Path existing = existing(directory);
    if (!Files.isDirectory(existing)) {
      return existing + " is not a directory";
    }
    return Files.isWritable(existing) ? "" : existing + " is not writable for you";
  }

  private static long free(Path directory) {
    try {
      return Files.getFileStore(existing(directory)).getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }

  private static Path existing(Path path) {
    Path at = path;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  private static List<String> stale(StaleMounts mounts) {
    try {
      return mounts.find();
    } catch (IOException e) {
      return List.of(); // No mount table, no mounts: not on Linux.
    }
  }
}

package org.musicfs.cli.doctor;

import static org.musicfs.cli.doctor.Finding.fail;
import static org.musicfs.cli.doctor.Finding.ok;
import static org.musicfs.cli.doctor.Finding.warn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.musicfs.cli.config.Problem;
import org.musicfs.cli.output.Human;
import org.musicfs.core.error.Shell;

/** Judges facts: for each what is wrong and the exact command that mends it. */
final class Doctor {
  private static final int LEAST_JAVA = 25;

  private Doctor() {}

  static List<Finding> examine(Facts facts) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java(facts));
    findings.add(device(facts));
    findings.add(libfuse(facts));
    findings.add(fusermount(facts));
    findings.add(allowOther(facts));
    findings.add(encoding(facts));
    findings.addAll(config(facts));
    for (Map.Entry<String, String> entry : new TreeMap<>(facts.directories()).entrySet()) {
      findings.add(directory(entry.getKey(), entry.getValue()));
    }
    findings.add(space(facts));
    findings.addAll(mounts(facts));
    return findings;
  }

  private static Finding java(Facts facts) {
    return facts.javaVersion() >= LEAST_JAVA
        ? ok("Java", Integer.toString(facts.javaVersion()))
        : fail(
            "Java",
            facts.javaVersion() + " is too old, " + LEAST_JAVA + " is needed",
            "sudo apt-get install -y openjdk-25-jdk-headless");
  }

  private static Finding device(Facts facts) {
    return switch (facts.fuseDevice()) {
      case OPENS -> ok("/dev/fuse", "opens");
      case MISSING ->
          fail(
              "/dev/fuse",
              "is missing (in a container: start it with --device /dev/fuse)",
              "sudo modprobe fuse");
      case FORBIDDEN -> fail("/dev/fuse", "may not be opened by you", "sudo chmod 0666 /dev/fuse");
    };
  }

  private static Finding libfuse(Facts facts) {
    String subject = "libfuse.so.2";
    if (facts.libfuse()) {
      return ok(subject, "loads");
    }
    return facts.wantsLibfuse()
        ? fail(
            subject,
            "cannot be loaded, but the configuration has fuse.backend = \"jnr\"",
            "sudo apt-get install -y libfuse2 || sudo apt-get install -y libfuse2t64")
        : ok(subject, "not installed; only needed for fuse.backend = \"jnr\"");
  }

  private static Finding fusermount(Facts facts) {
    String subject = "fusermount3";
    if (facts.fusermount().isPresent()) {
      return ok(subject, facts.fusermount().get().toString());
    }
    String remedy = "sudo apt-get install -y fuse3";
    return facts.root()
        ? warn(subject, "is not installed; only root can mount", remedy)
        : fail(subject, "is not installed; without it only root can mount", remedy);
  }

  private static Finding allowOther(Facts facts) {
    String subject = "user_allow_other";
    if (facts.root() || facts.userAllowOther()) {
      return ok(subject, facts.root() ? "not needed by root" : "set in /etc/fuse.conf");
    }
    return facts.wantsAllowOther()
        ? fail(
            subject,
            "is not set in /etc/fuse.conf, but the configuration has mount.allow_other",
            "echo user_allow_other | sudo tee -a /etc/fuse.conf")
        : ok(subject, "not set in /etc/fuse.conf; only needed for mount.allow_other");
  }

  private static Finding encoding(Facts facts) {
    return facts.fileNameEncoding().equals("UTF-8")
        ? ok("file names", "UTF-8")
        : fail(
            "file names",
            "are read as " + facts.fileNameEncoding() + "; names beyond ASCII cannot be opened",
            "export LC_ALL=C.UTF-8");
  }

  private static List<Finding> config(Facts facts) {
    if (facts.configProblems().isEmpty()) {
      return List.of(ok("configuration", "valid"));
    }
    List<Finding> findings = new ArrayList<>();
    for (Problem problem : facts.configProblems()) {
      String place = problem.place().isEmpty() ? "" : problem.place() + ": ";
      findings.add(fail("configuration", place + problem.message(), problem.remedy()));
    }
    return findings;
  }

  private static Finding directory(String subject, String trouble) {
    if (trouble.isEmpty()) {
      return ok(subject, "usable");
    }
    Path at = Path.of(trouble.substring(0, trouble.indexOf(" is not ")));
    return fail(
        subject,
        trouble,
        "sudo chown \"$(id -un)\" "
            + Shell.quote(at.toString())
            + " && chmod u+rwx "
            + Shell.quote(at.toString()));
  }

  private static Finding space(Facts facts) {
    String subject = "free space";
    if (facts.freeBytes() < 0) {
      return warn(subject, "cannot be told", "df -h");
    }
    String free = Human.bytes(facts.freeBytes());
    return facts.freeBytes() > facts.reserveBytes()
        ? ok(subject, free + " where the cache lies")
        : warn(
            subject,
            free
                + " where the cache lies, less than cache.reserve ("
                + Human.bytes(facts.reserveBytes())
                + "): nothing will be cached",
            "musicfs cache clear, or set cache.directory to a larger disk");
  }

  private static List<Finding> mounts(Facts facts) {
    if (facts.staleMounts().isEmpty()) {
      return List.of(ok("stale mounts", "none"));
    }
    return facts.staleMounts().stream()
        .map(
            mountpoint ->
                fail(
                    "stale mount",
                    Human.printable(mountpoint) + " is not served by anybody any more",
                    (facts.root() ? "umount -l " : "fusermount3 -uz ") + Shell.quote(mountpoint)))
        .toList();
  }
}

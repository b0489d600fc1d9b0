package org.musicfs.fuse.mountpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.musicfs.fuse.MountException;

/**
 * What is mounted where, as this process sees it. Each call reads the kernel's table anew; none
 * looks into a mount itself. Thread-safe.
 */
public final class MountTable {
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  private final Path file;
  private final StatProbe probe;

  /** A table whose mounts have two seconds to answer. */
  public MountTable() {
    this(Duration.ofSeconds(2));
  }

  /**
   * @param patience how long a mount may take to answer before its health is unknown
   */
  public MountTable(Duration patience) {
    this(MOUNTINFO, new StatProbe(patience));
  }

  MountTable(Path file, StatProbe probe) {
    this.file = file;
    this.probe = probe;
  }

  /** Every mount; of two at one place the later one is visible. */
  public List<MountEntry> entries() {
    try {
      return MountInfo.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** Every mount of musicfs. */
  public List<MountEntry> ours() {
    return entries().stream().filter(MountEntry::isOurs).toList();
  }

  /** The visible mount whose mountpoint is exactly {@code path}. */
  public Optional<MountEntry> at(Path path) {
    String wanted = path.toString();
    return entries().stream()
        .filter(e -> e.mountpoint().equals(wanted))
        .reduce((earlier, later) -> later);
  }

  /** The mount that this FUSE connection serves, wherever it is. */
  Optional<MountEntry> ofConnection(String connection) {
    return entries().stream()
        .filter(e -> e.fsType().startsWith("fuse") && e.connection().equals(connection))
        .findFirst();
  }

  /** Every mount at or below {@code path}. */
  public List<MountEntry> under(Path path) {
    String wanted = path.toString();
    String below = wanted.equals("/") ? "/" : wanted + "/";
    return entries().stream()
        .filter(e -> e.mountpoint().equals(wanted) || e.mountpoint().startsWith(below))
        .toList();
  }

  /** Asks the file system, from a child process, whether its server is there. */
  public Health health(MountEntry entry) {
    return probe.probe(entry.mountpoint());
  }

  /**
   * Takes away a mount of ours whose server is gone.
   *
   * @throws MountException {@code FAILED} if it is not ours, its server answers or may answer, or
   *     the system refuses; nothing has changed then
   */
  public void cleanStale(MountEntry entry) throws MountException {
    if (!entry.isOurs()) {
      throw failed(entry, "is not a mount of musicfs but " + entry.fsType());
    }
    if (health(entry) != Health.STALE) {
      throw failed(entry, "is not stale");
    }
    new Unmounter(this).detach(entry);
  }

  private static MountException failed(MountEntry entry, String why) {
    return new MountException(MountException.Reason.FAILED, entry.mountpoint() + " " + why, null);
  }
}

package org.musicfs.cli.supervise;

import java.nio.file.Path;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.mountpoint.Health;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.musicfs.fuse.mountpoint.MountTable;

/** Takes away what a daemon that will not come again has left. */
final class StaleMount {
  private StaleMount() {}

  /** Unmounts {@code mountpoint} if it is a mount of ours that nobody serves. */
  static void clean(String mountpoint, Journal journal) {
    MountTable table = new MountTable();
    MountEntry entry = table.at(Path.of(mountpoint)).filter(MountEntry::isOurs).orElse(null);
    if (entry == null || table.health(entry) != Health.STALE) {
      return;
    }
    try {
      table.cleanStale(entry);
    } catch (MountException e) {
      journal.write("its mount stays: " + e.getMessage());
    }
  }
}

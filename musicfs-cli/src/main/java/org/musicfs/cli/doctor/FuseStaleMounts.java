package org.musicfs.cli.doctor;

import java.util.List;
import org.musicfs.fuse.mountpoint.Health;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.musicfs.fuse.mountpoint.MountTable;

/** Mounts of ours in the kernel's table whose daemon is gone. */
final class FuseStaleMounts implements StaleMounts {
  private final MountTable table = new MountTable();

  @Override
  public List<String> find() {
    return table.ours().stream()
        .filter(entry -> table.health(entry) == Health.STALE)
        .map(MountEntry::mountpoint)
        .toList();
  }
}

package org.musicfs.fuse.mountpoint;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.musicfs.fuse.Mount;
import org.musicfs.fuse.MountException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every mount of this process does alike, whoever serves it: it knows its line in the mount
 * table, and goes by that alone. Subclasses say when serving has ended. Thread-safe.
 */
public abstract class PlacedMount implements Mount {
  private static final Logger log = LoggerFactory.getLogger(PlacedMount.class);
  private static final Duration END = Duration.ofSeconds(5);

  private final Path mountpoint;
  private final MountTable table = new MountTable();
  private final Unmounter unmounter = new Unmounter(table);
  private volatile @Nullable MountEntry entry;

  protected PlacedMount(Path mountpoint) {
    this.mountpoint = mountpoint;
  }

  /** To be called when the kernel has the mount. */
  protected final void placed() {
    entry =
        InheritedDevice.of(mountpoint)
            .map(descriptor -> InheritedDevice.entry(descriptor, table))
            .orElseGet(() -> table.at(mountpoint).filter(MountEntry::isOurs))
            .orElse(null);
  }

  /** Its line in the mount table; null before {@link #placed} and where the table shows none. */
  protected final @Nullable MountEntry entry() {
    return entry;
  }

  @Override
  public final Path mountpoint() {
    return mountpoint;
  }

  /** Asks from a child process: one that waits for its own mount could hold up itself. */
  @Override
  public boolean answers(Duration patience) {
    MountEntry mounted = entry;
    return mounted != null && new MountTable(patience).health(mounted) == Health.LIVE;
  }

  @Override
  public void unmount() throws MountException {
    unmounter.unmount(placedEntry());
  }

  @Override
  public void detach() throws MountException {
    unmounter.detach(placedEntry());
  }

  private MountEntry placedEntry() throws MountException {
    MountEntry mounted = entry;
    if (mounted == null) {
      throw new MountException(
          MountException.Reason.FAILED,
          mountpoint + " is mounted where only who mounted it can unmount it",
          null);
    }
    return mounted;
  }

  @Override
  public void abort() throws MountException {
    MountEntry mounted = placedEntry();
    if (!hasEnded() && !unmounter.abort(mounted)) {
      log.warn(
          "{} is detached; requests that still wait end with this process", mounted.mountpoint());
    }
  }

  private boolean hasEnded() {
    try {
      return awaitUnmounted(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    try {
      unmountOrAbort();
      if (!awaitUnmounted(END)) {
        log.warn("mount {}: requests are still under way", mountpoint);
      }
    } catch (MountException e) {
      log.error("{}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void unmountOrAbort() throws MountException {
    try {
      unmount();
    } catch (MountException e) {
      log.info("{}: aborting it", e.getMessage());
      abort();
    }
  }
}

package org.musicfs.cli.demo;

import java.nio.file.Path;
import org.musicfs.core.config.LibraryName;

/** Mounts and unmounts as the commands of those names do. */
public interface Mounter {
  /**
   * Mounts a library with one origin; returns when the mount answers and its first sync is done. If
   * it is mounted there already, nothing happens.
   *
   * @throws org.musicfs.core.error.UserError as {@code musicfs mount}
   */
  void mount(LibraryName library, Path origin, Path mountpoint) throws InterruptedException;

  /**
   * Unmounts and waits for the daemon's end; cleans up a mount whose daemon is gone; if nothing is
   * mounted, nothing happens.
   *
   * @throws org.musicfs.core.error.UserError with {@code BUSY} while files are open
   */
  void unmount(LibraryName library, Path mountpoint) throws InterruptedException;
}

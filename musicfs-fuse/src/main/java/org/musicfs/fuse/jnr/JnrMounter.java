package org.musicfs.fuse.jnr;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import org.musicfs.fuse.Mount;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.MountOptions;
import org.musicfs.fuse.fs.Edge;
import org.musicfs.fuse.fs.TreeFileSystem;

/** Mounts by libfuse 2. */
public final class JnrMounter {
  /**
   * For everybody: read-only, no device files, no set-uid; the kernel checks permissions by the
   * modes shown; inode numbers are the tree's. Names and attributes may be a second old, an absent
   * name is asked for each time, so that what a rescan added is found at once. 64 requests of the
   * read-ahead may wait at a time instead of 12: one hung origin must not hold up the others.
   */
  private static final String COMMON =
      "subtype=musicfs,ro,nosuid,nodev,default_permissions,use_ino,"
          + "entry_timeout=1,attr_timeout=1,negative_timeout=0,"
          + "max_background=64,congestion_threshold=48";

  private JnrMounter() {}

  /** Whether libfuse 2 is installed. */
  public static boolean isAvailable() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(LibFuse2.FILE, arena);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Mounts and serves; returns when the kernel has the mount and it answers.
   *
   * @throws MountException {@code FAILED}, with what libfuse said
   */
  public static Mount mount(TreeFileSystem fs, Edge edge, MountOptions options)
      throws MountException {
    JnrMount mount = new JnrMount(fs, new Callbacks(fs, edge), options);
    mount.start();
    return mount;
  }

  /** The command line libfuse parses. */
  static String[] arguments(MountOptions options) {
    String list = "fsname=musicfs:" + options.library() + "," + COMMON;
    return new String[] {
      "musicfs",
      options.mountpoint().toString(),
      "-f",
      "-o",
      options.allowOther() ? list + ",allow_other" : list
    };
  }
}

/**
 * The place a library is mounted at: {@link org.musicfs.fuse.mountpoint.MountTable} reads what is
 * mounted where, {@link org.musicfs.fuse.mountpoint.Mountpoints} checks a directory before it is
 * mounted on, {@link org.musicfs.fuse.mountpoint.MountUsers} finds who uses a mount, {@link
 * org.musicfs.fuse.mountpoint.Unmounter} takes one away. Nothing here looks into a mount from this
 * process: a hung one would hold the caller for ever. Thread-safe.
 */
@NullMarked
package org.musicfs.fuse.mountpoint;

import org.jspecify.annotations.NullMarked;

/**
 * The mount: the library's tree and content as a file system of this machine. Entry types: {@link
 * org.musicfs.fuse.Mounts} mounts and gives a {@link org.musicfs.fuse.Mount}; {@link
 * org.musicfs.fuse.FuseEnvironment} says what this machine lacks. What the file system answers is
 * decided in {@code fs}, which knows no kernel interface; {@code jnr} translates libfuse's calls
 * into it; {@code mountpoint} looks after the place in the file system; {@code sys} holds the few
 * system calls Java lacks. Requests run on the backend's own platform threads; everything public
 * here is thread-safe.
 */
@NullMarked
package org.musicfs.fuse;

import org.jspecify.annotations.NullMarked;

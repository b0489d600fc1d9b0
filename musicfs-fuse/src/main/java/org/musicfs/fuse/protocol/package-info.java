/**
 * The kernel's FUSE protocol as bytes: {@link org.musicfs.fuse.protocol.Request} reads what the
 * kernel sent, {@link org.musicfs.fuse.protocol.Reply} writes what it gets back, {@link
 * org.musicfs.fuse.protocol.Init} negotiates, {@link org.musicfs.fuse.protocol.Notice} tells it of
 * changes. Pure: memory in, memory out, nothing kept, nothing allocated but names. Layouts are
 * those of {@code include/uapi/linux/fuse.h}, little or big endian as the machine is, minor
 * versions 31 to 45. Each object is confined to one thread.
 */
@NullMarked
package org.musicfs.fuse.protocol;

import org.jspecify.annotations.NullMarked;

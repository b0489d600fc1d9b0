/**
 * Where requests come from and replies go: {@link org.musicfs.fuse.device.FuseDevice}, and the real
 * one, {@code /dev/fuse}. A device knows bytes only. Platform threads: a receive blocks in the
 * kernel.
 */
@NullMarked
package org.musicfs.fuse.device;

import org.jspecify.annotations.NullMarked;

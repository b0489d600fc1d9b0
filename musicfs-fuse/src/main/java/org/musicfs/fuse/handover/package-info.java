/**
 * What a mount leaves to the next process that serves it: {@link
 * org.musicfs.fuse.handover.MountState}, some memory that outlives this one, kept beside the
 * connection's descriptors by a {@link org.musicfs.fuse.DescriptorKeeper}. Thread-safe.
 */
@NullMarked
package org.musicfs.fuse.handover;

import org.jspecify.annotations.NullMarked;

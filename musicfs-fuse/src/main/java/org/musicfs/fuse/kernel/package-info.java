/**
 * Serves a mount by speaking to the kernel. {@link org.musicfs.fuse.kernel.KernelMounter} mounts or
 * takes over, workers receive, {@code Operations} says what each opcode does, {@code WaitingReads}
 * are those that wait for an origin, the {@code Notifier} tells what has changed.
 */
@NullMarked
package org.musicfs.fuse.kernel;

import org.jspecify.annotations.NullMarked;

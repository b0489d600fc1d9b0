/**
 * Origins that are directories of this machine. {@link org.musicfs.origin.local.LocalOrigins} is
 * the way in. Names are raw bytes from the kernel to the catalogue: system calls are made through
 * {@code java.lang.foreign}, so no character set ever touches them, a stamp is that of the open
 * descriptor, and an interrupted thread closes no file. Linux only.
 *
 * <p>A local file system cannot be asked to hurry: a call on a hung network mount returns when the
 * kernel lets it. Callers that must not wait run these calls on threads they can write off.
 */
@NullMarked
package org.musicfs.origin.local;

import org.jspecify.annotations.NullMarked;

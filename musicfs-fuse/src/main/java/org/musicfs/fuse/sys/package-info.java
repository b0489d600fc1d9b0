/**
 * The few system calls Java has no class for, by {@code java.lang.foreign}. Thread-safe; callers
 * are platform threads.
 */
@NullMarked
package org.musicfs.fuse.sys;

import org.jspecify.annotations.NullMarked;

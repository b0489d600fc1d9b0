/**
 * How functions of the C library are called that Java has no class for, and what is built on them:
 * {@link org.musicfs.core.sys.Spawn} starts programs with open descriptors, {@link
 * org.musicfs.core.sys.UnixSocket} sends and receives them, {@link
 * org.musicfs.core.sys.SharedMemory} outlives a process. {@link
 * org.musicfs.core.sys.SystemFunction} calls functions and tells their errors, {@link
 * org.musicfs.core.sys.Errno} is the one table of error numbers. Linux only; platform threads.
 */
@NullMarked
package org.musicfs.core.sys;

import org.jspecify.annotations.NullMarked;

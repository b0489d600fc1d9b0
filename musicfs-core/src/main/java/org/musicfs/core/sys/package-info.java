/**
 * How functions of the C library are called that Java has no class for. {@link
 * org.musicfs.core.sys.CLibrary} finds them and tells their errors; {@link
 * org.musicfs.core.sys.Errno} is the one table of error numbers. Which functions there are is the
 * business of whoever calls them. Linux only; stateless, any platform thread.
 */
@NullMarked
package org.musicfs.core.sys;

import org.jspecify.annotations.NullMarked;

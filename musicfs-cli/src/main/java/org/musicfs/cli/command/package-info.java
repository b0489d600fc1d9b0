/**
 * The commands that mount, unmount and talk to a running daemon. Each class is one command: it
 * parses, asks, prints; what is asked of lies in {@code daemon} and behind {@link
 * org.musicfs.core.control.Control}. One thread.
 */
@NullMarked
package org.musicfs.cli.command;

import org.jspecify.annotations.NullMarked;

/**
 * What every command works with: the global options and, behind {@link
 * org.musicfs.cli.context.CommandContext}, streams, environment, configuration and directories.
 * Used by the one thread that runs a command.
 */
@NullMarked
package org.musicfs.cli.context;

import org.jspecify.annotations.NullMarked;

/**
 * The command line. {@link org.musicfs.cli.Main} parses and reports; {@link
 * org.musicfs.cli.Commands} is the list of commands; a command gets a {@link
 * org.musicfs.cli.context.CommandContext} (streams, configuration, directories) in its constructor,
 * throws {@link org.musicfs.core.error.UserError} for what a person can mend, and returns an exit
 * code. Only the command that is asked for is built. One thread.
 */
@NullMarked
package org.musicfs.cli;

import org.jspecify.annotations.NullMarked;

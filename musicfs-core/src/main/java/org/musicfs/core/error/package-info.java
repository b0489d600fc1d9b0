/**
 * Errors that a person reads. {@link org.musicfs.core.error.UserError} says what happened, to what,
 * and what to do, and carries the {@link org.musicfs.core.error.ExitCode}; {@link
 * org.musicfs.core.error.Nearest} finds what a mistyped name may have meant, {@link
 * org.musicfs.core.error.Shell} quotes words of commands to copy. Messages begin in lower case and
 * end without a dot. Immutable or stateless; any thread.
 */
@NullMarked
package org.musicfs.core.error;

import org.jspecify.annotations.NullMarked;

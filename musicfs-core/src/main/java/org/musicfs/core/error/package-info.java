/** Errors that a person reads: what happened, to what, what to do, and the exit code. */
@NullMarked
package org.musicfs.core.error;

import org.jspecify.annotations.NullMarked;

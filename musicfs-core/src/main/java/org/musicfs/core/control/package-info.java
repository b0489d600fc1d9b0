/**
 * What a running daemon can be asked and told, whatever carries it: {@link
 * org.musicfs.core.control.Control} is implemented by the daemon and, over its socket, by the
 * client. The records are what passes between them. Implementations are thread-safe; records are
 * immutable.
 */
@NullMarked
package org.musicfs.core.control;

import org.jspecify.annotations.NullMarked;

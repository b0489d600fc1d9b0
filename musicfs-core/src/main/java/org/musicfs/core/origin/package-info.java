/**
 * Where bytes come from. {@link org.musicfs.core.origin.Origin} is the SPI: list, stat and ranged
 * read, never write. An {@link org.musicfs.core.origin.Answer} is present, absent for certain, or
 * unknown, and unknown changes nothing. Paths are raw bytes. Implementations are thread-safe and
 * block: calls belong on platform threads meant for I/O.
 */
@NullMarked
package org.musicfs.core.origin;

import org.jspecify.annotations.NullMarked;

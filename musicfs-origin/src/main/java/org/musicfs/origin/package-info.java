/**
 * Where bytes come from. {@link org.musicfs.origin.OriginTypes} knows which types of origins there
 * are and what a typed place means, {@link org.musicfs.origin.OriginFactory} turns what the library
 * remembers of an origin into an {@link org.musicfs.core.origin.Origin}, {@link
 * org.musicfs.origin.OriginRegistry} holds those of the running library. Each kind of origin has a
 * package of its own and nothing of it but the SPI leaves it. Everything here is thread-safe; calls
 * that reach an origin block and belong on platform threads meant for I/O.
 */
@NullMarked
package org.musicfs.origin;

import org.jspecify.annotations.NullMarked;

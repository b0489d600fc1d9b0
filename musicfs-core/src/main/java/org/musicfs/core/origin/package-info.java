/**
 * Where bytes come from. {@link org.musicfs.core.origin.Origin} is the SPI: list, stat and ranged
 * read, never write. Answers are present, absent for certain, or unknown.
 */
@NullMarked
package org.musicfs.core.origin;

import org.jspecify.annotations.NullMarked;

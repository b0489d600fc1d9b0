/** Makes the catalogue agree with an origin: list, compare, read what is new, apply in batches. */
@NullMarked
package org.musicfs.index.sync;

import org.jspecify.annotations.NullMarked;

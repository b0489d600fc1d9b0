/**
 * What the library is. {@code tags} reads files, {@code catalogue} keeps what was read, {@code
 * tree} places it under names, {@code sync} makes the catalogue agree with the origins, {@code
 * search} indexes it.
 */
@NullMarked
package org.musicfs.index;

import org.jspecify.annotations.NullMarked;

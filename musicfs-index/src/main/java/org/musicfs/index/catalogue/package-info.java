/**
 * The catalogue and the user state: two SQLite databases, their schema, and the transactions on
 * them.
 */
@NullMarked
package org.musicfs.index.catalogue;

import org.jspecify.annotations.NullMarked;

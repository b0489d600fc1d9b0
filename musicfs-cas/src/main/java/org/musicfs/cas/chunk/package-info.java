/**
 * Where a file is cut and what a piece is called. {@link org.musicfs.cas.chunk.ChunkPlan} derives
 * the boundaries from a layout; {@link org.musicfs.cas.chunk.ChunkId} names a chunk by its content.
 * Immutable values.
 */
@NullMarked
package org.musicfs.cas.chunk;

import org.jspecify.annotations.NullMarked;

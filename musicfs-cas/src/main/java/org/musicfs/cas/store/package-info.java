/**
 * Chunks on disk. {@link org.musicfs.cas.store.ChunkStore} is the face: read, put, clear. Files are
 * the truth ({@code ChunkFiles}); the index ({@code ChunkIndex}, SQLite) only remembers sizes,
 * classes and access times for {@code Space}, which admits by reservation, and {@code Room}, which
 * evicts. {@link org.musicfs.cas.store.Copies} joins the chunks of a version to one file for the
 * kernel to read. A hit touches neither index nor lock: it goes through {@code OpenChunks}. Lock
 * order: {@code Space}, then one bin of {@code OpenChunks}.
 */
@NullMarked
package org.musicfs.cas.store;

import org.jspecify.annotations.NullMarked;

/**
 * Places tracks and what belongs to them under names, and serves the result. {@link
 * org.musicfs.index.tree.Placement} is the writing side: within the transaction that changes tracks
 * it evaluates templates, resolves collisions and keeps directories, a {@link
 * org.musicfs.index.tree.View} at a time, used by one writer at a time; beside the tracks {@link
 * org.musicfs.index.tree.Companions} places files that are none, {@link
 * org.musicfs.index.tree.EmbeddedCovers} the pictures in them, and {@link
 * org.musicfs.index.tree.MadeTexts} writes playlists for where they stand. {@link
 * org.musicfs.index.tree.CatalogueTree} is the reading side, from any thread: one indexed query per
 * look-up or page, with a small cache before it. Both know nodes only as rows of the catalogue;
 * nothing here holds the library in memory.
 */
@NullMarked
package org.musicfs.index.tree;

import org.jspecify.annotations.NullMarked;

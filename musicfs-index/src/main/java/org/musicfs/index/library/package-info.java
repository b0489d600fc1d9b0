/**
 * The library as one thing. {@link org.musicfs.index.library.Library} opens user state and
 * catalogue and hands out what others ask of them: {@code SyncStore}, {@code SearchSource}, {@code
 * Versions}, {@code ManifestStore}, {@code FileTree}, {@code NodeAttributes}, status figures,
 * overrides. It stands above {@code catalogue} (databases and rows) and {@code tree} (places), as a
 * change of a track is one transaction over both. Everything here is thread-safe: reads go side by
 * side, writes take turns.
 */
@NullMarked
package org.musicfs.index.library;

import org.jspecify.annotations.NullMarked;

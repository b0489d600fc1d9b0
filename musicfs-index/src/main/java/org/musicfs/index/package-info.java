/**
 * What the library is. {@code tags} reads files, {@code catalogue} keeps what was read, {@code
 * tree} places it under names, {@code library} makes one thing of these two, {@code sync} makes the
 * catalogue agree with the origins, {@code search} indexes it. Entry types: {@link
 * org.musicfs.index.library.Library}, {@link org.musicfs.index.sync.SyncService}, {@link
 * org.musicfs.index.search.LuceneSearch}, {@link org.musicfs.index.tags.WorkerTagReader}; all
 * thread-safe, on platform threads, as they do file I/O.
 */
@NullMarked
package org.musicfs.index;

import org.jspecify.annotations.NullMarked;

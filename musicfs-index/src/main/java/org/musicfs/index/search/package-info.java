/**
 * The Lucene index over the tags. {@link org.musicfs.index.search.LuceneSearch} is its face: {@code
 * IndexUpdater} feeds the index from the catalogue's outbox on one thread, {@code IndexStore} owns
 * the files and knows their {@code Checkpoint}, {@code TrackDocuments} says what is indexed of a
 * track, {@code QueryReader} turns a person's words into a query. Searches run on their callers'
 * threads and see what was last published. The index may be deleted at any time.
 */
@NullMarked
package org.musicfs.index.search;

import org.jspecify.annotations.NullMarked;

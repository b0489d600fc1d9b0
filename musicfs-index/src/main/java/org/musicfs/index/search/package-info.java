/** The Lucene index over the tags, fed from the catalogue's outbox. */
@NullMarked
package org.musicfs.index.search;

import org.jspecify.annotations.NullMarked;

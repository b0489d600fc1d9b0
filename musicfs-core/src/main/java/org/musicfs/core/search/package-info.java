/**
 * Search over the tags of the library, as those who ask see it: {@link
 * org.musicfs.core.search.Search} answers a query with a {@link
 * org.musicfs.core.search.SearchResult} or says where the query is wrong. docs/search.md describes
 * the language. Implementations are thread-safe.
 */
@NullMarked
package org.musicfs.core.search;

import org.jspecify.annotations.NullMarked;

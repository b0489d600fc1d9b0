package org.musicfs.core.search;

/** Full-text search over the library. Thread-safe. */
public interface Search {
  /**
   * Finds tracks.
   *
   * @param query Lucene classic query syntax over the fields {@link SearchFields}
   * @param limit the most hits wanted, 1 to 10,000
   * @throws SearchException if the query cannot be parsed or the index cannot answer
   */
  SearchResult search(String query, int limit) throws SearchException;
}

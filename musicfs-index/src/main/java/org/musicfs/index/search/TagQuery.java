package org.musicfs.index.search;

import org.apache.lucene.index.memory.MemoryIndex;
import org.apache.lucene.search.Query;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.template.TrackFields;
import org.musicfs.index.catalogue.SearchSource;

/**
 * A query of the search language, asked of one track at a time: it matches what a search for it
 * would find. Costs some 20 us a track. Thread-safe.
 */
public final class TagQuery {
  private static final TagAnalyzer ANALYZER = new TagAnalyzer();

  private final String text;
  private final Query query;

  private TagQuery(String text, Query query) {
    this.text = text;
    this.query = query;
  }

  /**
   * Reads a query.
   *
   * @throws SearchException BAD_QUERY, with the place where one is known
   */
  public static TagQuery parse(String text) throws SearchException {
    return new TagQuery(text, new QueryReader(ANALYZER).read(text));
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  /** Whether a track with these tags is found by it. */
  public boolean matches(Tags tags, AudioFormat format) {
    SearchSource.Document track =
        new SearchSource.Document(0, tags, format, TrackFields.year(tags));
    MemoryIndex index = MemoryIndex.fromDocument(TrackDocuments.toLucene(track, 0), ANALYZER);
    return index.search(query) > 0;
  }
}

package org.musicfs.index.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.MultiDocValues;
import org.apache.lucene.index.QueryTimeoutImpl;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.musicfs.core.search.Search;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchResult;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.SearchSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Search over a Lucene index that follows the catalogue by itself. Making one touches no file and
 * starts no thread; both come with the first {@link #requestUpdate} or {@link #search}, and files
 * and memory are let go of when there is nothing to do for 30 s. Thread-safe.
 */
public final class LuceneSearch implements Search, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LuceneSearch.class);

  private static final int MAX_HITS = 10_000;

  /** Below the deadline of those who ask. */
  private static final long QUERY_MILLIS = 4_000;

  private final SearchSource source;
  private final IndexSettings settings;
  private final QueryReader queries;
  private final IndexStore store;
  private final IndexUpdater updater;

  /**
   * @param directory holds the index and nothing else; made when it is needed; may be deleted at
   *     any time
   * @param source asked from the updater's thread and from the threads that search
   */
  public LuceneSearch(Path directory, SearchSource source) {
    this(directory, source, IndexSettings.defaults());
  }

  LuceneSearch(Path directory, SearchSource source, IndexSettings settings) {
    TagAnalyzer analyzer = new TagAnalyzer();
    this.source = source;
    this.settings = settings;
    this.queries = new QueryReader(analyzer);
    this.store = new IndexStore(directory, analyzer);
    this.updater = new IndexUpdater(source, store, settings);
  }

  /**
   * Tells that the catalogue may have changed: after a start, after an override. Returns at once.
   */
  public void requestUpdate() {
    updater.progress().request();
  }

  /**
   * Tells that the catalogue has changed, and may change again in a moment: after each batch of a
   * sync. It is followed half a second after the last of them, five seconds after the first at the
   * latest, or when somebody searches. Returns at once; cheap enough for every commit.
   */
  public void announceUpdate() {
    updater.progress().announce();
  }

  /** How the index fares, for a person. */
  public IndexState state() {
    return updater.progress().state();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Changes committed to the catalogue before the call are found if the index can take them in
   * within half a second; while it is being built it answers from what is there. Tracks that are
   * gone from the tree are left out. The calling thread must not be interrupted: Java closes a file
   * whose reader is interrupted, and the index would have to be opened anew.
   *
   * @throws IllegalArgumentException if {@code limit} is not 1 to 10,000
   */
  @Override
  public SearchResult search(String query, int limit) throws SearchException {
    if (limit < 1 || limit > MAX_HITS) {
      throw new IllegalArgumentException("limit " + limit);
    }
    Query parsed = queries.read(query);
    if (updater.progress().isClosed()) {
      throw new SearchException(
          SearchException.Reason.UNAVAILABLE, "the search index is closed", null);
    }
    boolean current = catchUp();
    try {
      Optional<DirectoryReader> reader = store.acquire();
      if (reader.isEmpty()) {
        if (current) {
          updater.progress().suspect(); // complete, and yet not there: it was deleted
        }
        return nothing();
      }
      try {
        return isUsable(reader.get()) ? find(reader.get(), parsed, limit) : nothing();
      } finally {
        reader.get().decRef();
      }
    } catch (IndexSearcher.TooManyClauses e) {
      throw QueryReader.tooManyWords(e);
    } catch (IOException | RuntimeException e) {
      log.warn("the search index could not answer; it is verified", e);
      updater.progress().suspect();
      throw new SearchException(
          SearchException.Reason.UNAVAILABLE,
          "the search index could not be read; it is verified, and built anew if need be",
          e);
    } catch (CatalogueException e) {
      throw new SearchException(
          SearchException.Reason.UNAVAILABLE, "the catalogue could not be read", e);
    }
  }

  private static SearchResult nothing() {
    return new SearchResult(0, List.of());
  }

  /** Whether the index is up to date with the catalogue as it is at the call. */
  private boolean catchUp() {
    try {
      long last = source.lastSequence();
      requestUpdate();
      return updater.progress().awaitApplied(last, settings.freshness());
    } catch (CatalogueException e) {
      log.debug("the search answers from what is in the index", e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The updater removes an index of another catalogue; until it has, nothing may come from it. */
  private boolean isUsable(DirectoryReader reader) throws IOException, CatalogueException {
    if (updater.progress().isComplete() || updater.progress().state().building()) {
      return true;
    }
    String catalogue = source.catalogueId();
    return Checkpoint.fromUserData(reader.getIndexCommit().getUserData())
        .filter(checkpoint -> checkpoint.catalogue().equals(catalogue))
        .isPresent();
  }

  private SearchResult find(DirectoryReader reader, Query query, int limit)
      throws IOException, CatalogueException, SearchException {
    IndexSearcher searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null); // rare and different queries: a cache would only cost memory
    searcher.setTimeout(new QueryTimeoutImpl(QUERY_MILLIS));
    int most = Math.max(1, Math.min(limit, reader.maxDoc()));
    TopFieldDocs found =
        searcher.search(
            query,
            new TopFieldCollectorManager(TrackDocuments.BEST_FIRST, most, null, Integer.MAX_VALUE));
    if (searcher.timedOut()) {
      throw new SearchException(
          SearchException.Reason.UNAVAILABLE,
          "the query takes longer than %d s; make it narrower".formatted(QUERY_MILLIS / 1_000),
          null);
    }
    List<SearchResult.Hit> hits = hits(reader, found.scoreDocs);
    long gone = (long) found.scoreDocs.length - hits.size();
    return new SearchResult(found.totalHits.value() - gone, hits);
  }

  private List<SearchResult.Hit> hits(DirectoryReader reader, ScoreDoc[] found)
      throws IOException, CatalogueException {
    List<SearchResult.Hit> hits = new ArrayList<>(found.length);
    StoredFields stored = reader.storedFields();
    for (ScoreDoc doc : found) {
      Optional<String> path = source.path(trackId(reader, doc.doc));
      if (path.isPresent()) {
        Document document = stored.document(doc.doc);
        hits.add(TrackDocuments.toHit(path.get(), document));
      }
    }
    return hits;
  }

  private static long trackId(DirectoryReader reader, int document) throws IOException {
    var ids = MultiDocValues.getNumericValues(reader, TrackDocuments.idField());
    if (ids == null || !ids.advanceExact(document)) {
      throw new IOException("document " + document + " has no track");
    }
    return ids.longValue();
  }

  /** Makes what is pending durable, ends the thread and closes the files. */
  @Override
  public void close() {
    updater.close();
  }
}

package org.musicfs.index.search;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.search.SearchResult;
import org.musicfs.core.template.VariousArtists;
import org.musicfs.index.catalogue.SearchSource;
import org.musicfs.index.tags.map.Chapter;

/**
 * What is indexed of a track. Fields a query can name are those of {@link
 * org.musicfs.core.search.SearchFields}; others start with an underscore:
 *
 * <ul>
 *   <li>{@code _id}: the track's id, as a term in decimal and as a doc value
 *   <li>{@code _generation}: the rebuild it was made in, or after, in decimal
 *   <li>{@code _order}: album artist, album, disc and track, folded; orders equally good hits
 *   <li>{@code _title}, {@code _artist}, {@code _album}: stored for display
 * </ul>
 *
 * Whatever changes here needs another {@link Checkpoint#FORMAT}.
 */
final class TrackDocuments {
  static final String YEAR = "year";
  static final String FORMAT = "format";
  static final String COMPILATION = "compilation";

  private static final String ID = "_id";
  private static final String GENERATION = "_generation";
  private static final String ORDER = "_order";
  private static final String TITLE = "_title";
  private static final String ARTIST = "_artist";
  private static final String ALBUM = "_album";

  /** Lucene refuses longer doc values; what orders two albums shows earlier. */
  private static final int MAX_ORDER_CHARS = 120;

  /** A tag may hold a book; a hit shows a line. */
  private static final int MAX_STORED_CHARS = 1_000;

  private static final List<TagField> TEXT =
      List.of(
          TagField.TITLE,
          TagField.ARTIST,
          TagField.ALBUMARTIST,
          TagField.ALBUM,
          TagField.GENRE,
          TagField.COMPOSER,
          TagField.CHAPTER);

  /** Best first; equally good ones by album and track. */
  static final Sort BEST_FIRST =
      new Sort(SortField.FIELD_SCORE, new SortField(ORDER, SortField.Type.STRING));

  private TrackDocuments() {}

  static Term idTerm(long trackId) {
    return new Term(ID, Long.toString(trackId));
  }

  static Term generationTerm(long generation) {
    return new Term(GENERATION, Long.toString(generation));
  }

  static Document toLucene(SearchSource.Document track, long generation) {
    Tags tags = track.tags();
    Document document = new Document();
    document.add(new StringField(ID, Long.toString(track.trackId()), Field.Store.NO));
    document.add(new NumericDocValuesField(ID, track.trackId()));
    document.add(new StringField(GENERATION, Long.toString(generation), Field.Store.NO));
    for (TagField field : TEXT) {
      for (String value : tags.all(field)) {
        // The times of chapters are numbers that every other track has too.
        String words = field == TagField.CHAPTER ? Chapter.titleIn(value) : value;
        document.add(new TextField(field.key(), words, Field.Store.NO));
      }
    }
    // The codec, and the extension people know it by: both "alac" and "m4a" find it.
    document.add(new TextField(FORMAT, track.format().key(), Field.Store.NO));
    if (!track.format().extension().equals(track.format().key())) {
      document.add(new TextField(FORMAT, track.format().extension(), Field.Store.NO));
    }
    document.add(
        new TextField(COMPILATION, Boolean.toString(VariousArtists.made(tags)), Field.Store.NO));
    if (track.year() != 0) {
      document.add(new IntPoint(YEAR, track.year()));
      document.add(new NumericDocValuesField(YEAR, track.year()));
    }
    document.add(new SortedDocValuesField(ORDER, new BytesRef(order(tags))));
    store(document, TITLE, tags.all(TagField.TITLE));
    store(document, ARTIST, tags.all(TagField.ARTIST));
    store(document, ALBUM, tags.all(TagField.ALBUM));
    return document;
  }

  private static void store(Document document, String field, List<String> values) {
    if (!values.isEmpty()) {
      document.add(new StoredField(field, cut(String.join("; ", values), MAX_STORED_CHARS)));
    }
  }

  private static String order(Tags tags) {
    String artist =
        tags.first(TagField.ALBUMARTIST).or(() -> tags.first(TagField.ARTIST)).orElse("");
    String album = tags.first(TagField.ALBUM).orElse("");
    return "%s\0%s\0%s\0%s\0%s"
        .formatted(
            cut(FoldingFilter.fold(artist), MAX_ORDER_CHARS),
            cut(FoldingFilter.fold(album), MAX_ORDER_CHARS),
            number(tags, TagField.DISCNUMBER),
            number(tags, TagField.TRACKNUMBER),
            cut(FoldingFilter.fold(tags.first(TagField.TITLE).orElse("")), MAX_ORDER_CHARS));
  }

  /**
   * The leading digits of a number tag ({@code 3/12}), padded so that text orders as numbers do.
   */
  private static String number(Tags tags, TagField field) {
    String value = tags.first(field).orElse("");
    int end = 0;
    while (end < value.length()
        && end < 6
        && value.charAt(end) >= '0'
        && value.charAt(end) <= '9') {
      end++;
    }
    return end == 0
        ? "      "
        : String.format(Locale.ROOT, "%06d", Integer.parseInt(value.substring(0, end)));
  }

  private static String cut(String text, int chars) {
    if (text.length() <= chars) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
    return text.substring(0, end);
  }

  /** The name of the doc value that holds a track's id. */
  static String idField() {
    return ID;
  }

  static SearchResult.Hit toHit(String path, Document stored) {
    return new SearchResult.Hit(
        path,
        Objects.requireNonNullElse(stored.get(TITLE), ""),
        Objects.requireNonNullElse(stored.get(ARTIST), ""),
        Objects.requireNonNullElse(stored.get(ALBUM), ""));
  }
}

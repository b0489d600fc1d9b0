package org.musicfs.index.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.queryparser.classic.MultiFieldQueryParser;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.search.SearchFields;

/**
 * Lucene's classic query language over the fields of {@link SearchFields}. All words are required;
 * a word without a field is looked for in every text field and scored by the best of them. {@code
 * year} is a number: {@code year:1959}, {@code year:195*}, {@code year:[1959 TO 1965]}; a bare word
 * of four digits may also be the year. A field's name may be written in any case. One use each; not
 * thread-safe.
 *
 * <p>A wildcard may lead a word. It then reads the whole dictionary of each field, which is why
 * wildcards and fuzzy words are counted.
 */
final class TagQueryParser extends MultiFieldQueryParser {
  private static final String[] TEXT_FIELDS =
      SearchFields.ALL.stream()
          .filter(field -> !field.equals(TrackDocuments.YEAR))
          .filter(field -> !field.equals(TrackDocuments.COMPILATION))
          .toArray(String[]::new);

  /** A title is what one remembers; a genre is shared by thousands. */
  private static final Map<String, Float> BOOSTS =
      Map.of(
          "title",
          3f,
          "artist",
          2.5f,
          "albumartist",
          2f,
          "album",
          2f,
          "composer",
          1f,
          "genre",
          0.5f,
          "chapter",
          0.5f,
          "format",
          0.3f);

  private static final float YEAR_BOOST = 0.3f;

  /** How much fields other than the best one add to a score. */
  private static final float TIE_BREAK = 0.1f;

  private static final int MAX_PATTERNS = 16;

  private int patterns;

  TagQueryParser(TagAnalyzer analyzer) {
    super(TEXT_FIELDS, analyzer, BOOSTS);
    setDefaultOperator(QueryParser.Operator.AND);
    setAllowLeadingWildcard(true);
    setSplitOnWhitespace(true);
    setAutoGeneratePhraseQueries(true); // "AC/DC" and 東京 are several words in the index
    setFuzzyPrefixLength(1);
  }

  @Override
  protected @Nullable Query getFieldQuery(@Nullable String field, String text, boolean quoted)
      throws ParseException {
    if (field == null) {
      Query anywhere = super.getFieldQuery(null, text, quoted);
      return anywhere != null && !quoted && text.matches("[12]\\d{3}")
          ? new DisjunctionMaxQuery(List.of(anywhere, boosted(exactYear(text))), TIE_BREAK)
          : anywhere;
    }
    String name = known(field);
    return isYear(name) ? exactYear(text) : super.getFieldQuery(name, text, quoted);
  }

  @Override
  protected @Nullable Query getFieldQuery(@Nullable String field, String text, int slop)
      throws ParseException {
    if (field == null) {
      return super.getFieldQuery(null, text, slop);
    }
    String name = known(field);
    return isYear(name) ? exactYear(text) : super.getFieldQuery(name, text, slop);
  }

  @Override
  protected Query getRangeQuery(
      @Nullable String field,
      @Nullable String from,
      @Nullable String to,
      boolean withFrom,
      boolean withTo)
      throws ParseException {
    if (field == null) {
      throw new BadQueryException("a range needs a field: year:[1959 TO 1965]");
    }
    String name = known(field);
    if (!isYear(name)) {
      return super.getRangeQuery(name, from, to, withFrom, withTo);
    }
    int lowest = isOpen(from) ? Integer.MIN_VALUE : year(from) + (withFrom ? 0 : 1);
    int highest = isOpen(to) ? Integer.MAX_VALUE : year(to) - (withTo ? 0 : 1);
    return IntPoint.newRangeQuery(name, lowest, highest);
  }

  @Override
  protected Query getPrefixQuery(@Nullable String field, String text) throws ParseException {
    if (field == null) {
      return super.getPrefixQuery(null, text);
    }
    countPattern();
    String name = known(field);
    if (isYear(name)) {
      return yearsOfPrefix(text);
    }
    List<String> words = words(name, text);
    return words.size() < 2 ? super.getPrefixQuery(name, text) : phraseThenPrefix(name, words);
  }

  @Override
  protected Query getWildcardQuery(@Nullable String field, String text) throws ParseException {
    if (text.equals("*") && (field == null || field.equals("*"))) {
      return MatchAllDocsQuery.INSTANCE;
    }
    if (field == null) {
      return super.getWildcardQuery(null, text);
    }
    countPattern();
    String name = known(field);
    if (text.equals("*")) {
      return new ConstantScoreQuery(new FieldExistsQuery(name));
    }
    if (isYear(name)) {
      throw notAYear(text);
    }
    return super.getWildcardQuery(name, text);
  }

  @Override
  protected Query getFuzzyQuery(@Nullable String field, String text, float similarity)
      throws ParseException {
    if (field == null) {
      return super.getFuzzyQuery(null, text, similarity);
    }
    countPattern();
    String name = known(field);
    if (isYear(name)) {
      throw notAYear(text + "~");
    }
    return super.getFuzzyQuery(name, text, similarity);
  }

  @Override
  protected Query getRegexpQuery(@Nullable String field, String text) throws ParseException {
    throw new BadQueryException("regular expressions are not understood; use * and ?");
  }

  @Override
  protected Query getMultiFieldQuery(List<Query> anyOf) {
    return new DisjunctionMaxQuery(anyOf, TIE_BREAK);
  }

  private static Query boosted(Query year) {
    return new BoostQuery(year, YEAR_BOOST);
  }

  /** The name as it is written in the index. */
  private static String known(String field) throws ParseException {
    String name = field.toLowerCase(Locale.ROOT);
    if (!SearchFields.ALL.contains(name)) {
      throw new UnknownFieldException(field);
    }
    return name;
  }

  private static boolean isYear(String name) {
    return name.equals(TrackDocuments.YEAR);
  }

  private static boolean isOpen(@Nullable String bound) {
    return bound == null || bound.equals("*");
  }

  private static Query exactYear(String text) throws ParseException {
    return IntPoint.newExactQuery(TrackDocuments.YEAR, year(text));
  }

  private static int year(@Nullable String text) throws ParseException {
    if (text == null || !text.matches("\\d{1,4}")) {
      throw notAYear(String.valueOf(text));
    }
    return Integer.parseInt(text);
  }

  /** {@code 195*} is 1950 to 1959. */
  private static Query yearsOfPrefix(String digits) throws ParseException {
    int lowest = year(digits);
    int highest = lowest;
    for (int i = digits.length(); i < 4; i++) {
      lowest *= 10;
      highest = highest * 10 + 9;
    }
    return IntPoint.newRangeQuery(TrackDocuments.YEAR, lowest, highest);
  }

  private static ParseException notAYear(String text) {
    return new BadQueryException(
        "\"" + text + "\" is no year: year:1959, year:195* or year:[1959 TO 1965]");
  }

  private void countPattern() throws ParseException {
    // A pattern without a field counts once per field it is tried in.
    if (++patterns > MAX_PATTERNS * TEXT_FIELDS.length) {
      throw new BadQueryException("more than " + MAX_PATTERNS + " wildcards or fuzzy words");
    }
  }

  private List<String> words(String field, String text) {
    List<String> words = new ArrayList<>();
    try (TokenStream tokens = getAnalyzer().tokenStream(field, text)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        words.add(term.toString());
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string is read
    }
    return words;
  }

  /** Several words of which the last may go on; the index knows no unfinished phrases. */
  private Query phraseThenPrefix(String field, List<String> words) {
    String last = words.getLast();
    boolean complete = Character.isIdeographic(last.codePointAt(0)); // a word of one character
    List<String> fixed = complete ? words : words.subList(0, words.size() - 1);
    Query phrase = new PhraseQuery(field, fixed.toArray(String[]::new));
    return complete
        ? phrase
        : new BooleanQuery.Builder()
            .add(phrase, Occur.MUST)
            .add(newPrefixQuery(new Term(field, last)), Occur.MUST)
            .build();
  }

  /** Says itself, in words for a person, what is wrong. */
  static class BadQueryException extends ParseException {
    BadQueryException(String message) {
      super(message);
    }
  }

  /** A field that does not exist. */
  static final class UnknownFieldException extends BadQueryException {
    private final String field;

    UnknownFieldException(String field) {
      super(
          "there is no field \"%s\"; there are %s"
              .formatted(field, String.join(", ", SearchFields.ALL)));
      this.field = field;
    }

    String field() {
      return field;
    }
  }
}

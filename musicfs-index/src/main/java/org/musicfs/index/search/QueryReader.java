package org.musicfs.index.search;

import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParserConstants;
import org.apache.lucene.queryparser.classic.Token;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.search.SearchException;
import org.musicfs.index.search.TagQueryParser.BadQueryException;
import org.musicfs.index.search.TagQueryParser.UnknownFieldException;

/** Turns a person's words into a query, or into an error that a person understands. Thread-safe. */
final class QueryReader {
  private final TagAnalyzer analyzer;

  QueryReader(TagAnalyzer analyzer) {
    this.analyzer = analyzer;
  }

  /**
   * @throws SearchException BAD_QUERY, with the place where one is known
   */
  Query read(String typed) throws SearchException {
    QueryText text = QueryText.of(typed);
    TagQueryParser parser = new TagQueryParser(analyzer);
    try {
      return checked(parser.parse(text.escaped()));
    } catch (ParseException e) {
      throw explained(e, text);
    } catch (IndexSearcher.TooManyClauses e) {
      throw tooManyWords(e);
    } catch (IllegalArgumentException e) { // a number of edits or a slop out of range
      throw new SearchException(
          SearchException.Reason.BAD_QUERY, String.valueOf(e.getMessage()), e);
    }
  }

  static SearchException tooManyWords(IndexSearcher.TooManyClauses cause) {
    return new SearchException(
        SearchException.Reason.BAD_QUERY, "the query has too many words", cause);
  }

  private static Query checked(Query query) throws SearchException {
    if (!(query instanceof BooleanQuery words)) {
      return query;
    }
    if (words.clauses().isEmpty()) {
      throw new SearchException(
          SearchException.Reason.BAD_QUERY, "there is no word in the query to look for", null);
    }
    // Lucene finds nothing when all that is said is what not to find.
    return words.clauses().stream().allMatch(BooleanClause::isProhibited)
        ? everythingBut(words)
        : query;
  }

  private static Query everythingBut(BooleanQuery excluded) {
    var query = new BooleanQuery.Builder();
    query.add(MatchAllDocsQuery.INSTANCE, BooleanClause.Occur.MUST);
    excluded.clauses().forEach(query::add);
    return query.build();
  }

  private static SearchException explained(ParseException e, QueryText text) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return switch (cause) {
      case UnknownFieldException unknown ->
          SearchException.badQueryAt(
              text.placeOfField(unknown.field()), String.valueOf(unknown.getMessage()), e);
      case BadQueryException bad ->
          new SearchException(
              SearchException.Reason.BAD_QUERY, String.valueOf(bad.getMessage()), e);
      case IndexSearcher.TooManyClauses many -> tooManyWords(many);
      case ParseException unexpected -> unexpected(unexpected, text);
      default ->
          new SearchException(
              SearchException.Reason.BAD_QUERY, "the query cannot be understood", e);
    };
  }

  private static SearchException unexpected(ParseException e, QueryText text) {
    @Nullable Token token = e.currentToken == null ? null : e.currentToken.next;
    if (token == null) {
      return new SearchException(
          SearchException.Reason.BAD_QUERY, "the query cannot be understood", e);
    }
    int place = text.place(token.beginColumn);
    return token.kind == QueryParserConstants.EOF
        ? SearchException.badQueryAt(text.place(Integer.MAX_VALUE), "the query ends too early", e)
        : SearchException.badQueryAt(place, "\"" + token.image + "\" is unexpected", e);
  }
}

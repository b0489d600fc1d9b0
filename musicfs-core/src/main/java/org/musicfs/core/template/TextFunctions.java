package org.musicfs.core.template;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.musicfs.core.name.Clusters;

/** What the functions do to text. Every result is bounded by its argument and the template. */
final class TextFunctions {
  private static final List<String> ARTICLES = List.of("the", "a", "an");

  private TextFunctions() {}

  /** The first letter of each word in title case, the rest of the word in lower case. */
  static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean started = false;
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (Character.isWhitespace(codePoint) || codePoint == Output.SEPARATOR) {
        started = false;
        out.appendCodePoint(codePoint);
      } else if (started) {
        out.appendCodePoint(Character.toLowerCase(codePoint));
      } else {
        started = Character.isLetterOrDigit(codePoint);
        out.appendCodePoint(Character.toTitleCase(codePoint));
      }
    }
    return out.toString();
  }

  /** Moves a leading English article to the end. */
  static String the(String text) {
    int end = articleEnd(text);
    if (end == 0) {
      return text;
    }
    return text.substring(end).stripLeading() + ", " + text.substring(0, end);
  }

  private static int articleEnd(String text) {
    for (String article : ARTICLES) {
      int end = article.length();
      if (text.regionMatches(true, 0, article, 0, end)
          && end < text.length()
          && Character.isWhitespace(text.charAt(end))
          && !text.substring(end).isBlank()) {
        return end;
      }
    }
    return 0;
  }

  /** What follows a leading {@code The}, or all of it. */
  static String withoutThe(String text) {
    int end = articleEnd(text);
    return end == 3 ? text.substring(end).stripLeading() : text;
  }

  static String left(String text, int count) {
    int at = 0;
    for (int i = 0; i < count && at < text.length(); i++) {
      at = Clusters.end(text, at);
    }
    return text.substring(0, at);
  }

  static String right(String text, int count) {
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; at < text.length(); at = Clusters.end(text, at)) {
      starts.add(at);
    }
    return count == 0 || text.isEmpty()
        ? ""
        : text.substring(starts.get(Math.max(0, starts.size() - count)));
  }

  static String pad(String text, int width, String with) {
    int missing = width - text.codePointCount(0, text.length());
    return missing <= 0 ? text : with.repeat(missing) + text;
  }

  /** Replaces each occurrence; stops where the result would exceed a component. */
  static String replace(String text, String from, String to) {
    if (from.isEmpty()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    int found = text.indexOf(from);
    while (found >= 0 && out.length() < Template.MAX_COMPONENT_CHARS) {
      out.append(text, at, found).append(to);
      at = found + from.length();
      found = text.indexOf(from, at);
    }
    out.append(text, at, text.length());
    return Output.cut(out.toString(), Template.MAX_COMPONENT_CHARS);
  }

  /** The parts between occurrences of {@code separator}, which is not empty. */
  static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    for (int found = text.indexOf(separator); found >= 0; found = text.indexOf(separator, at)) {
      parts.add(text.substring(at, found));
      at = found + separator.length();
    }
    parts.add(text.substring(at));
    return parts;
  }

  static String range(List<String> items, int skip, int count, String joiner) {
    String joined =
        items.stream()
            .skip(skip)
            .limit(count)
            .map(item -> Output.cut(item, Output.MAX_VALUE_CHARS))
            .collect(Collectors.joining(joiner));
    return Output.cut(joined, Template.MAX_COMPONENT_CHARS);
  }
}

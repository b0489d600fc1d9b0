package org.musicfs.index.tags.map;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jaudiotagger.tag.reference.GenreTypes;

/**
 * Genres as ID3 writes them: {@code Rock}, {@code 17}, {@code (17)}, {@code (17)(32)Symphonic
 * rock}, {@code (RX)}, {@code ((text}.
 */
final class Genres {
  private static final Pattern REFERENCE = Pattern.compile("\\((\\d{1,3}|RX|CR)\\)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");

  private Genres() {}

  static List<String> resolve(List<String> values) {
    List<String> genres = new ArrayList<>();
    for (String value : values) {
      add(value, genres);
    }
    return genres;
  }

  private static void add(String value, List<String> genres) {
    if (NUMBER.matcher(value).matches() || value.equals("RX") || value.equals("CR")) {
      genres.add(name(value));
      return;
    }
    List<String> references = new ArrayList<>();
    int at = 0;
    Matcher matcher = REFERENCE.matcher(value);
    while (matcher.find(at) && matcher.start() == at) {
      references.add(name(matcher.group(1)));
      at = matcher.end();
    }
    String refinement = value.substring(at).strip();
    if (refinement.startsWith("((")) {
      refinement = refinement.substring(1);
    }
    if (references.size() == 1 && !refinement.isEmpty()) {
      references.clear(); // (17)Rock: the words refine or repeat the number
    }
    genres.addAll(references);
    if (!refinement.isEmpty()) {
      genres.add(refinement);
    }
  }

  private static String name(String reference) {
    if (reference.equals("RX")) {
      return "Remix";
    }
    if (reference.equals("CR")) {
      return "Cover";
    }
    int id = Integer.parseInt(reference);
    String name =
        id <= GenreTypes.getMaxGenreId() ? GenreTypes.getInstanceOf().getValueForId(id) : null;
    return name == null ? reference : name;
  }
}

package org.musicfs.index.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.template.TrackFields;

/**
 * An album that shares its name with others, and the text of {@code %aunique} that tells it from
 * them. An album is known by its disambiguators' values and its MusicBrainz release.
 *
 * @param id of its row; 0 where there is none
 * @param identity values of the disambiguators, the release's id last
 * @param text shown; empty for the holder of the bare name
 */
record AlbumName(long id, List<String> identity, String text) {
  static final String SEPARATOR = "\u001f";

  /** What albums of one name have in common. */
  static String key(List<String> keyFields, TrackFields fields) {
    return NameRules.collisionKey(String.join(SEPARATOR, values(keyFields, fields)));
  }

  static List<String> identity(List<String> disambiguators, TrackFields fields) {
    List<String> identity = new ArrayList<>(values(disambiguators, fields));
    identity.addAll(values(List.of(TagField.MUSICBRAINZ_ALBUMID.key()), fields));
    return identity;
  }

  private static List<String> values(List<String> names, TrackFields fields) {
    return names.stream()
        .map(name -> String.join("; ", fields.values(name)).replace(SEPARATOR, ""))
        .toList();
  }

  /** What an album shows beside these others of its name. */
  static String text(List<String> identity, List<AlbumName> others) {
    Set<String> taken = new HashSet<>();
    others.forEach(holder -> taken.add(NameRules.collisionKey(holder.text())));
    if (!taken.contains("")) {
      return "";
    }
    for (int i = 0; i < identity.size() - 1; i++) { // the last is the release's id: not shown
      String value = identity.get(i);
      int field = i;
      boolean tells =
          !value.isBlank()
              && others.stream()
                  .noneMatch(
                      o -> field < o.identity().size() && value.equals(o.identity().get(field)));
      if (tells && !taken.contains(NameRules.collisionKey(value))) {
        return value;
      }
    }
    Suffix hash = Suffix.of(String.join(SEPARATOR, identity));
    return Suffix.DIGITS.stream()
        .map(hash::hex)
        .filter(text -> !taken.contains(text))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("two albums with one hash: " + identity));
  }
}

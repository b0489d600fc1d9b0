package org.musicfs.index.tree;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.origin.OriginPath;

/**
 * What the path of a file tells where its tags tell nothing: {@code Artist/Album/03 - Title.mp3},
 * with {@code 2-03} for a disc, and a directory of one disc between. A file with a title, an artist
 * or an album of its own is left as it is: guesses are no better than what somebody wrote.
 */
final class PathTags {
  private static final List<TagField> SAID =
      List.of(TagField.TITLE, TagField.ARTIST, TagField.ALBUMARTIST, TagField.ALBUM);

  private static final Pattern NUMBERED =
      Pattern.compile("(?:([1-9])[-.])?([0-9]{1,3})(?:\\s*[-._)]+\\s*|\\s+)(\\S.*)");

  private PathTags() {}

  /** The tags, and what the path tells beside them if they say nothing. */
  static Tags fill(OriginPath path, Tags tags) {
    if (SAID.stream().anyMatch(field -> !tags.all(field).isEmpty())) {
      return tags;
    }
    Map<TagField, List<String>> told = new EnumMap<>(TagField.class);
    name(FileName.of(OriginPath.display(path.name())).stem(), told);
    OriginPath album = path.parent();
    if (DiscDirectory.is(album)) {
      album = album.parent();
    }
    if (!album.isRoot()) {
      told.put(TagField.ALBUM, List.of(OriginPath.display(album.name())));
      OriginPath artist = album.parent();
      if (!artist.isRoot()) {
        told.put(TagField.ARTIST, List.of(OriginPath.display(artist.name())));
      }
    }
    told.keySet().removeIf(field -> !tags.all(field).isEmpty());
    return tags.with(told);
  }

  private static void name(String stem, Map<TagField, List<String>> told) {
    Matcher numbered = NUMBERED.matcher(stem);
    if (!numbered.matches()) {
      told.put(TagField.TITLE, List.of(stem));
      return;
    }
    told.put(TagField.TITLE, List.of(numbered.group(3)));
    told.put(TagField.TRACKNUMBER, List.of(numbered.group(2)));
    if (numbered.group(1) != null) {
      told.put(TagField.DISCNUMBER, List.of(numbered.group(1)));
    }
  }
}

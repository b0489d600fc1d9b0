package org.musicfs.index.tree;

import java.util.List;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.template.TrackFields;

/**
 * Where the template wants a track: raw components, and how names are made of them with or without
 * a suffix.
 *
 * @param directories raw, outermost first
 * @param file raw
 * @param extension of the original's name, as written there; the format's if it has none
 * @param stem of the original's name
 * @param track whose path it is
 */
record DesiredPath(
    NameRules rules,
    List<String> directories,
    String file,
    String extension,
    String stem,
    PlacedTrack track) {
  private static final String NAMELESS_DIRECTORY = "Unknown";

  static DesiredPath of(TreeRules rules, PlacedTrack track, TrackFields.Aunique aunique) {
    FileName name = FileName.of(OriginPath.display(track.path().name()));
    String stem = name.stem();
    String extension = name.extension().isEmpty() ? track.format().extension() : name.extension();
    Tags tags = rules.tagsFromPath() ? PathTags.fill(track.path(), track.tags()) : track.tags();
    List<String> raw =
        rules.template().evaluate(new TrackFields(tags, track.format(), stem, extension, aunique));
    return new DesiredPath(
        rules.names(), raw.subList(0, raw.size() - 1), raw.getLast(), extension, stem, track);
  }

  String directoryName(int depth) {
    return rules.directory(directories.get(depth), NAMELESS_DIRECTORY);
  }

  String directoryName(int depth, String suffix) {
    return rules.directory(directories.get(depth), NAMELESS_DIRECTORY, suffix);
  }

  String fileName(String suffix) {
    return rules.file(file, extension, suffix, stem);
  }

  Suffix fileSuffix() {
    return Suffix.of(track.origin(), track.path());
  }

  /** Of the directory at this depth: hash of the names that lead to it. */
  Suffix directorySuffix(int depth) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i <= depth; i++) {
      path.append(directoryName(i)).append('/');
    }
    return Suffix.of(path.toString());
  }
}

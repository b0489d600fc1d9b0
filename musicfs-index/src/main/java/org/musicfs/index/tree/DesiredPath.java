package org.musicfs.index.tree;

import java.util.List;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.template.TemplateContext;
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

  /**
   * @param value of the field that the view lists its tracks under; empty for none
   */
  static DesiredPath of(
      TreeRules rules, PlacedTrack track, String value, TrackFields.Aunique aunique) {
    FileName name = FileName.of(OriginPath.display(track.path().name()));
    String extension = extension(name, track);
    TrackFields fields = fields(rules, track, aunique);
    List<String> raw =
        rules
            .template(track)
            .evaluate(value.isEmpty() ? fields : new OneValue(fields, rules.listedUnder(), value));
    return new DesiredPath(
        rules.names(),
        raw.subList(0, raw.size() - 1),
        raw.getLast(),
        extension,
        name.stem(),
        track);
  }

  private static String extension(FileName name, PlacedTrack track) {
    return name.extension().isEmpty() ? track.format().extension() : name.extension();
  }

  /** What a template sees of a track. */
  static TrackFields fields(TreeRules rules, PlacedTrack track, TrackFields.Aunique aunique) {
    FileName name = FileName.of(OriginPath.display(track.path().name()));
    return new TrackFields(
        rules.tagsOf(track),
        track.format(),
        name.stem(),
        extension(name, track),
        track.addedMillis(),
        aunique);
  }

  /** A track as if a field had one value only. */
  private record OneValue(TemplateContext track, String field, String value)
      implements TemplateContext {
    @Override
    public List<String> values(String name) {
      return name.equals(field) ? List.of(value) : track.values(name);
    }

    @Override
    public String aunique(List<String> keyFields, List<String> disambiguators) {
      return track.aunique(keyFields, disambiguators);
    }
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

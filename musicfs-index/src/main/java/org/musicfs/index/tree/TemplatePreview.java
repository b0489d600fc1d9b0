package org.musicfs.index.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.template.TrackFields;

/**
 * What a template would make of tracks, without a catalogue: the same names as {@link Placement}
 * gives, tracks in the order they come. Keeps 16 bytes or so per track and directory. Not
 * thread-safe.
 */
public final class TemplatePreview {
  private final TreeRules rules;
  private final Set<Long> files = new HashSet<>();
  private final Set<Long> directories = new HashSet<>();
  private final Map<String, List<AlbumName>> albums = new HashMap<>();
  private long tracks;
  private long collisions;

  public TemplatePreview(TreeRules rules) {
    this.rules = rules;
  }

  /**
   * Where a track would be listed.
   *
   * @param path the original's, below its origin
   * @param addedMillis when it came into the library
   * @return relative to the root; with a suffix if the bare name is taken
   */
  public String add(
      OriginId origin, OriginPath path, Tags tags, AudioFormat format, long addedMillis) {
    tracks++;
    PlacedTrack track = PlacedTrack.unplaced(origin, path, tags, format, addedMillis);
    DesiredPath desired = DesiredPath.of(rules, track, "", this::albumText);
    StringBuilder above = new StringBuilder();
    for (int depth = 0; depth < desired.directories().size(); depth++) {
      above.append(desired.directoryName(depth)).append('/');
      directories.add(NameKey.of(above.toString()));
    }
    String name = above + desired.fileName("");
    if (files.add(NameKey.of(name))) {
      return name;
    }
    collisions++;
    for (int digits : Suffix.DIGITS) {
      name = above + desired.fileName(desired.fileSuffix().text(digits));
      if (files.add(NameKey.of(name))) {
        break;
      }
    }
    return name;
  }

  private String albumText(
      List<String> keyFields, List<String> disambiguators, TrackFields fields) {
    List<AlbumName> others =
        albums.computeIfAbsent(AlbumName.key(keyFields, fields), key -> new ArrayList<>());
    List<String> identity = AlbumName.identity(disambiguators, fields);
    for (AlbumName other : others) {
      if (other.identity().equals(identity)) {
        return other.text();
      }
    }
    AlbumName made = new AlbumName(0, identity, AlbumName.text(identity, others));
    others.add(made);
    return made.text();
  }

  public long tracks() {
    return tracks;
  }

  public long directories() {
    return directories.size();
  }

  /** Tracks whose name was taken and that carry a suffix. */
  public long collisions() {
    return collisions;
  }
}

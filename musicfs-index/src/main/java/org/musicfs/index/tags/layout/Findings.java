package org.musicfs.index.tags.layout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.index.tags.map.RawTags;

/** Collects what a structural reader finds, so that what it found before it fails is kept. */
final class Findings {
  private static final int MAX_PICTURES = 64;

  private AudioFormat format;
  private AudioProperties properties = AudioProperties.UNKNOWN;
  private Id3Frames id3 = Id3Frames.NONE;
  private final List<RawTags> tags = new ArrayList<>();
  private final List<Region> pictures = new ArrayList<>();
  private @Nullable Region audio;
  private @Nullable String problem;

  Findings(AudioFormat expected) {
    format = expected;
  }

  void format(AudioFormat found) {
    format = found;
  }

  void properties(AudioProperties found) {
    properties = found;
  }

  AudioProperties properties() {
    return properties;
  }

  /** The first tag that holds anything wins. */
  void id3(Id3Frames found) {
    if (id3.frames().isEmpty()) {
      id3 = found;
    }
  }

  RawTags newTags(RawTags.Family family) {
    RawTags made = new RawTags(family);
    tags.add(made);
    return made;
  }

  void picture(long offset, long length) {
    if (length > 0 && pictures.size() < MAX_PICTURES) {
      pictures.add(new Region(Region.Kind.PICTURE, offset, length));
    }
  }

  void audio(long offset, long end) throws MalformedFileException {
    if (end <= offset) {
      throw new MalformedFileException("it holds no audio");
    }
    audio = new Region(Region.Kind.AUDIO, offset, end - offset);
  }

  /** Where the audio lies; empty until it is found. */
  Optional<Region> audio() {
    return Optional.ofNullable(audio);
  }

  /** The first problem is the one reported. */
  void problem(String text) {
    if (problem == null) {
      problem = text;
    }
  }

  Structure build(long sizeBytes) {
    if (problem == null && audio == null) {
      problem = "it holds no audio";
    }
    Layout layout =
        problem != null || audio == null
            ? Layout.unknown(sizeBytes)
            : Layout.of(sizeBytes, regions(audio, sizeBytes));
    List<RawTags> found = tags.stream().filter(t -> !t.isEmpty()).toList();
    return new Structure(format, layout, properties, id3, found, Optional.ofNullable(problem));
  }

  /** Pictures that lie where a picture may, none overlapping another or the audio. */
  private List<Region> regions(Region audioRegion, long sizeBytes) {
    List<Region> sorted = new ArrayList<>(pictures);
    sorted.add(audioRegion);
    sorted.sort(Comparator.comparingLong(Region::offset));
    List<Region> kept = new ArrayList<>();
    long at = 0;
    for (Region region : sorted) {
      boolean isAudio = region.kind() == Region.Kind.AUDIO;
      boolean clear = isAudio || disjoint(region, audioRegion);
      if (clear && region.offset() >= at && region.end() <= sizeBytes) {
        kept.add(region);
        at = region.end();
      }
    }
    return kept;
  }

  private static boolean disjoint(Region a, Region b) {
    return a.end() <= b.offset() || b.end() <= a.offset();
  }
}

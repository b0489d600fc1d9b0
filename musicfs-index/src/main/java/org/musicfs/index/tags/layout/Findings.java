package org.musicfs.index.tags.layout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.CoverPicture;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.index.tags.map.Chapter;
import org.musicfs.index.tags.map.RawTags;

/** Collects what a structural reader finds, so that what it found before it fails is kept. */
final class Findings {
  private static final int MAX_PICTURES = 64;

  /** The types of pictures that ID3v2 numbers, and FLAC and ASF after it. */
  static final int OTHER = 0;

  static final int FRONT_COVER = 3;

  private static final Comparator<List<Chapter>> TITLES_THEN_COUNT =
      Comparator.<List<Chapter>>comparingLong(
              told -> told.stream().filter(chapter -> !chapter.title().isEmpty()).count())
          .thenComparingInt(List::size);

  private record Picture(int type, Region region) {}

  /** A picture that does not lie in the file as it is. */
  private record Packed(int type, CoverPicture picture) {}

  private AudioFormat format;
  private AudioProperties properties = AudioProperties.UNKNOWN;
  private Id3Frames id3 = Id3Frames.NONE;
  private final List<RawTags> tags = new ArrayList<>();
  private final List<RawTags> lastTags = new ArrayList<>();
  private List<Chapter> chapters = List.of();
  private final List<Picture> pictures = new ArrayList<>();
  private final List<Packed> packed = new ArrayList<>();
  private @Nullable Region audio;
  private Structure.Nature nature = Structure.Nature.AUDIO;
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

  /** Tags that count after all others, whenever they are found. */
  RawTags newLastTags(RawTags.Family family) {
    RawTags made = new RawTags(family);
    lastTags.add(made);
    return made;
  }

  /**
   * The chapters that one part of the file tells, in any order: of several parts the one with the
   * most titles wins, among equal ones that with the most chapters, then the first.
   */
  void chapters(List<Chapter> told) {
    if (TITLES_THEN_COUNT.compare(told, chapters) > 0) {
      chapters =
          told.stream()
              .sorted(Comparator.comparingLong(Chapter::startMillis))
              .limit(Chapter.MAX_CHAPTERS)
              .toList();
    }
  }

  /**
   * @param type as ID3v2 numbers them
   */
  void picture(int type, long offset, long length) {
    if (length > 0 && pictures.size() < MAX_PICTURES) {
      pictures.add(new Picture(type, new Region(Region.Kind.PICTURE, offset, length)));
    }
  }

  /**
   * A picture that does not lie in the file as it is.
   *
   * @param type as ID3v2 numbers them
   */
  void picture(int type, CoverPicture picture) {
    if (packed.size() < MAX_PICTURES) {
      packed.add(new Packed(type, picture));
    }
  }

  /** The front cover, else a picture of which nobody said what it shows. */
  Optional<Region> cover() {
    return pictureOf(FRONT_COVER).or(() -> pictureOf(OTHER));
  }

  /** The same among those that do not lie in the file as they are. */
  Optional<CoverPicture> packedCover() {
    return packedOf(FRONT_COVER).or(() -> packedOf(OTHER));
  }

  private Optional<CoverPicture> packedOf(int type) {
    return packed.stream().filter(p -> p.type == type).map(Packed::picture).findFirst();
  }

  private Optional<Region> pictureOf(int type) {
    return pictures.stream().filter(p -> p.type == type).map(Picture::region).findFirst();
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

  void nature(Structure.Nature found) {
    nature = found;
  }

  /** The first problem is the one reported. */
  void problem(String text) {
    if (problem == null) {
      problem = text;
    }
  }

  /**
   * @param cover its place is that of a picture found, or it has a cut
   */
  Structure build(long sizeBytes, Optional<CoverPicture> cover) {
    if (problem == null && audio == null) {
      problem = "it holds no audio";
    }
    Layout layout =
        problem != null || audio == null
            ? Layout.unknown(sizeBytes)
            : Layout.of(sizeBytes, regions(audio, sizeBytes));
    List<RawTags> found =
        Stream.concat(tags.stream(), lastTags.stream()).filter(t -> !t.isEmpty()).toList();
    return new Structure(
        format,
        layout,
        properties,
        id3,
        found,
        chapters,
        cover.filter(c -> c.cut().isPresent() || layout.regions().contains(region(c))),
        nature,
        Optional.ofNullable(problem));
  }

  private static Region region(CoverPicture cover) {
    return new Region(Region.Kind.PICTURE, cover.offset(), cover.length());
  }

  /** Pictures that lie where a picture may, none overlapping another or the audio. */
  private List<Region> regions(Region audioRegion, long sizeBytes) {
    List<Region> sorted = new ArrayList<>();
    pictures.forEach(picture -> sorted.add(picture.region));
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

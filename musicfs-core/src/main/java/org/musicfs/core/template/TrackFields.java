package org.musicfs.core.template;

import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;

/**
 * The fields of one track: its tags by their standard names, and those made from them or from the
 * file's name. Nothing here looks at another file, so that adding one never renames another.
 * Immutable; any thread, as far as {@link Aunique} is.
 */
public final class TrackFields implements TemplateContext {
  static final String UNKNOWN_ARTIST = "Unknown Artist";
  static final String UNKNOWN_ALBUM = "Unknown Album";

  private final Tags tags;
  private final AudioFormat format;
  private final String fileStem;
  private final String extension;
  private final long addedMillis;
  private final Aunique aunique;

  /** Tells albums of one name apart; see {@link TemplateContext#aunique}. */
  public interface Aunique {
    /** The text that tells the album of {@code track} from others; empty for none. */
    String text(List<String> keyFields, List<String> disambiguators, TrackFields track);
  }

  /**
   * @param tags with overrides applied
   * @param fileStem the original file's name without extension, which stands for a missing title
   * @param extension without dot; may be empty
   * @param addedMillis when the track came into the library, since the epoch
   */
  public TrackFields(
      Tags tags,
      AudioFormat format,
      String fileStem,
      String extension,
      long addedMillis,
      Aunique aunique) {
    this.tags = tags;
    this.format = format;
    this.fileStem = fileStem;
    this.extension = extension;
    this.addedMillis = addedMillis;
    this.aunique = aunique;
  }

  /**
   * The year the track was released: of its date, else its release date, else its original date; 0
   * if none of them names one.
   */
  public static int year(Tags tags) {
    int year = year(tags, TagField.DATE);
    year = year != 0 ? year : year(tags, TagField.RELEASEDATE);
    return year != 0 ? year : year(tags, TagField.ORIGINALDATE);
  }

  /** The year the track was first released, else {@link #year(Tags)}. */
  public static int originalYear(Tags tags) {
    int year = year(tags, TagField.ORIGINALDATE);
    return year != 0 ? year : year(tags);
  }

  private static int year(Tags tags, TagField field) {
    for (String date : tags.all(field)) {
      int year = Numbers.year(date);
      if (year != 0) {
        return year;
      }
    }
    return 0;
  }

  @Override
  public List<String> values(String field) {
    return switch (field) {
      case "albumartist" -> albumArtists();
      case "album" -> orElse(TagField.ALBUM, UNKNOWN_ALBUM);
      case "title" -> orElse(TagField.TITLE, fileStem);
      case "track" -> list(track());
      case "disc_and_track" -> list(discAndTrack());
      case "multidisc" -> isMultiDisc() ? List.of("1") : List.of();
      case "initial" -> List.of(initial());
      case "year" -> yearValue(year(tags), "");
      case "original_year" -> yearValue(originalYear(tags), "");
      case "decade" -> yearValue(year(tags) / 10 * 10, "s");
      case "format" -> List.of(format.key());
      case "format_upper" -> List.of(format.key().toUpperCase(Locale.ROOT));
      case "added" -> List.of(added().toString());
      case "added_month" -> List.of(added().toString().substring(0, "2026-11".length()));
      case "added_year" -> List.of(Integer.toString(added().getYear()));
      case "ext" -> extension.isEmpty() ? List.of() : List.of(extension);
      default -> TagField.find(field).map(tags::all).orElse(List.of());
    };
  }

  @Override
  public String aunique(List<String> keyFields, List<String> disambiguators) {
    return aunique.text(keyFields, disambiguators, this);
  }

  /** In UTC, so that no path depends on where the daemon runs. */
  private LocalDate added() {
    return LocalDate.ofInstant(Instant.ofEpochMilli(addedMillis), ZoneOffset.UTC);
  }

  private List<String> orElse(TagField field, String fallback) {
    List<String> values = tags.all(field);
    if (!values.isEmpty()) {
      return values;
    }
    return fallback.isEmpty() ? List.of() : List.of(fallback);
  }

  private List<String> albumArtists() {
    if (VariousArtists.made(tags)) {
      return List.of(VariousArtists.NAME);
    }
    List<String> values = tags.all(TagField.ALBUMARTIST);
    return values.isEmpty() ? orElse(TagField.ARTIST, UNKNOWN_ARTIST) : values;
  }

  private Optional<String> track() {
    Optional<Numbers.Counted> counted = counted(TagField.TRACKNUMBER);
    if (counted.isEmpty()) {
      return Optional.empty();
    }
    int total =
        Math.max(
            counted.get().total(),
            tags.first(TagField.TOTALTRACKS).flatMap(Numbers::parse).orElse(0));
    String ofNumber =
        counted
            .get()
            .value()
            .map(number -> TextFunctions.pad(Integer.toString(number), total > 99 ? 3 : 2, "0"))
            .orElse(counted.get().number());
    return Optional.of(ofNumber);
  }

  private Optional<String> discAndTrack() {
    Optional<String> track = track();
    Optional<Numbers.Counted> disc = counted(TagField.DISCNUMBER);
    if (track.isEmpty() || disc.isEmpty() || !isMultiDisc()) {
      return track;
    }
    String number = disc.get().value().map(n -> Integer.toString(n)).orElse(disc.get().number());
    return Optional.of(number + "-" + track.get());
  }

  /** By this track's own tags alone: more discs than one, or a disc after the first. */
  private boolean isMultiDisc() {
    Optional<Numbers.Counted> disc = counted(TagField.DISCNUMBER);
    int number = disc.flatMap(Numbers.Counted::value).orElse(0);
    int total = disc.map(Numbers.Counted::total).orElse(0);
    return number > 1
        || total > 1
        || tags.first(TagField.TOTALDISCS).flatMap(Numbers::parse).orElse(0) > 1;
  }

  private Optional<Numbers.Counted> counted(TagField field) {
    return tags.first(field).map(Numbers.Counted::parse).filter(c -> !c.number().isEmpty());
  }

  private String initial() {
    String artist = TextFunctions.withoutThe(albumArtists().getFirst());
    int first = Normalizer.normalize(artist, Normalizer.Form.NFC).codePointAt(0);
    return Character.isLetter(first) ? Character.toString(Character.toUpperCase(first)) : "#";
  }

  private static List<String> yearValue(int year, String suffix) {
    return year == 0 ? List.of() : List.of(year + suffix);
  }

  private static List<String> list(Optional<String> value) {
    return value.map(List::of).orElse(List.of());
  }
}

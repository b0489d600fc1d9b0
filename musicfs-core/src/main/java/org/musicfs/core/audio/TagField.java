package org.musicfs.core.audio;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The tags musicfs knows, under the internal names of the MusicBrainz Picard tag mapping
 * (https://picard-docs.musicbrainz.org/en/appendices/tag_mapping.html). The name in lower case is
 * the field's name in templates, queries and output.
 */
public enum TagField {
  TITLE,
  ARTIST,
  ALBUM,
  ALBUMARTIST,
  TRACKNUMBER,
  TOTALTRACKS,
  DISCNUMBER,
  TOTALDISCS,
  DISCSUBTITLE,
  /** Release date as written: {@code YYYY}, {@code YYYY-MM} or {@code YYYY-MM-DD}. */
  DATE,
  ORIGINALDATE,
  RELEASEDATE,
  /**
   * When it was recorded, where the format tells it from the release (ID3v2.4 TDRC beside TDRL).
   */
  RECORDINGDATE,
  GENRE,
  COMPOSER,
  CONDUCTOR,
  LYRICIST,
  ARRANGER,
  PERFORMER,
  PRODUCER,
  ENGINEER,
  MIXER,
  REMIXER,
  WORK,
  MOVEMENT,
  GROUPING,
  MOOD,
  BPM,
  KEY,
  LANGUAGE,
  COMMENT,
  LYRICS,
  /**
   * {@code HH:MM:SS.mmm Title} of each chapter, in order of time; of one without a title the time.
   */
  CHAPTER,
  COPYRIGHT,
  ENCODEDBY,
  LABEL,
  CATALOGNUMBER,
  BARCODE,
  ISRC,
  ASIN,
  MEDIA,
  COMPILATION,
  RELEASETYPE,
  RELEASESTATUS,
  RELEASECOUNTRY,
  TITLESORT,
  ARTISTSORT,
  ALBUMSORT,
  ALBUMARTISTSORT,
  COMPOSERSORT,
  ARTISTS,
  ALBUMARTISTS,
  MUSICBRAINZ_RECORDINGID,
  MUSICBRAINZ_TRACKID,
  MUSICBRAINZ_ALBUMID,
  MUSICBRAINZ_ARTISTID,
  MUSICBRAINZ_ALBUMARTISTID,
  MUSICBRAINZ_RELEASEGROUPID,
  MUSICBRAINZ_WORKID,
  ACOUSTID_ID,
  REPLAYGAIN_TRACK_GAIN,
  REPLAYGAIN_TRACK_PEAK,
  REPLAYGAIN_ALBUM_GAIN,
  REPLAYGAIN_ALBUM_PEAK,
  /** RFC 7845, section 5.2.1: in 1/256 dB, relative to -23 LUFS. */
  R128_TRACK_GAIN,
  R128_ALBUM_GAIN;

  private static final Map<String, TagField> BY_KEY =
      Arrays.stream(values()).collect(Collectors.toMap(TagField::key, Function.identity()));

  private final String key = name().toLowerCase(Locale.ROOT);

  /** The name in templates, queries and output. */
  public String key() {
    return key;
  }

  /** The field of this name, in any case. */
  public static Optional<TagField> find(String key) {
    return Optional.ofNullable(BY_KEY.get(key.toLowerCase(Locale.ROOT)));
  }
}

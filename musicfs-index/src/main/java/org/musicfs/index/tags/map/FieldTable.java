package org.musicfs.index.tags.map;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.audio.TagField;

/**
 * Which name in which container means which field: the MusicBrainz Picard tag mapping
 * (https://picard-docs.musicbrainz.org/en/appendices/tag_mapping.html) and, after it, what other
 * taggers write. Names are compared without regard to case. Where a field has several names the
 * first one present counts and the others are ignored.
 */
final class FieldTable {
  private static final String FREE = "----:com.apple.iTunes:";

  /** A name of a field, and how it ranks among the names of that field; 0 is best. */
  record Match(TagField field, int rank) {}

  private final Map<RawTags.Family, Map<String, Match>> byName =
      new EnumMap<>(RawTags.Family.class);

  FieldTable() {
    for (RawTags.Family family : RawTags.Family.values()) {
      byName.put(family, new HashMap<>());
    }
    names();
    numbersAndDates();
    people();
    release();
    identifiers();
    gains();
  }

  /** Which field {@code key} means; empty if none. */
  Optional<Match> find(RawTags.Family family, String key) {
    Map<String, Match> names = byName.getOrDefault(family, Map.of());
    return Optional.ofNullable(names.get(key.toLowerCase(Locale.ROOT)));
  }

  /** Every name of a family, in lower case. */
  Map<String, Match> names(RawTags.Family family) {
    return Map.copyOf(byName.getOrDefault(family, Map.of()));
  }

  private void names() {
    row(TagField.TITLE, "TIT2", "TITLE", "©nam", "Title")
        .riff("INAM")
        .aiff("NAME")
        .asf("Title")
        .matroska("TITLE");
    row(TagField.ARTIST, "TPE1", "ARTIST", "©ART", "Artist")
        .riff("IART")
        .aiff("AUTH")
        .asf("Author")
        .matroska("ARTIST");
    row(TagField.ALBUM, "TALB", "ALBUM", "©alb", "Album")
        .riff("IPRD|IALB")
        .asf("WM/AlbumTitle")
        .matroska("ALBUM|ALBUM/TITLE");
    row(
            TagField.ALBUMARTIST,
            "TPE2|TXXX:ALBUMARTIST|TXXX:ALBUM ARTIST",
            "ALBUMARTIST|ALBUM ARTIST|ALBUM_ARTIST",
            "aART",
            "Album Artist|AlbumArtist")
        .asf("WM/AlbumArtist")
        .matroska("ALBUM_ARTIST|ALBUMARTIST|ALBUM/ARTIST");
    row(TagField.TITLESORT, "TSOT", "TITLESORT", "sonm", "TITLESORT")
        .asf("WM/TitleSortOrder")
        .matroska("TITLESORT");
    row(TagField.ARTISTSORT, "TSOP|XSOP", "ARTISTSORT", "soar", "ARTISTSORT")
        .asf("WM/ArtistSortOrder")
        .matroska("ARTISTSORT");
    row(TagField.ALBUMSORT, "TSOA", "ALBUMSORT", "soal", "ALBUMSORT").asf("WM/AlbumSortOrder");
    row(
            TagField.ALBUMARTISTSORT,
            "TSO2|TXXX:ALBUMARTISTSORT",
            "ALBUMARTISTSORT",
            "soaa",
            "ALBUMARTISTSORT")
        .asf("WM/AlbumArtistSortOrder")
        .matroska("ALBUMARTISTSORT");
    row(TagField.COMPOSERSORT, "TSOC|TXXX:COMPOSERSORT", "COMPOSERSORT", "soco", "COMPOSERSORT")
        .asf("WM/ComposerSortOrder");
    row(TagField.ARTISTS, "TXXX:Artists", "ARTISTS", free("ARTISTS"), "Artists").asf("WM/ARTISTS");
    row(
            TagField.ALBUMARTISTS,
            "TXXX:ALBUMARTISTS|TXXX:ALBUM_ARTISTS",
            "ALBUMARTISTS|ALBUM_ARTISTS",
            free("ALBUMARTISTS"),
            "ALBUMARTISTS")
        .asf("WM/ALBUMARTISTS");
    row(TagField.GENRE, "TCON", "GENRE", "©gen|gnre", "Genre")
        .riff("IGNR")
        .asf("WM/Genre")
        .matroska("GENRE|ALBUM/GENRE");
    row(TagField.GROUPING, "GRP1|TIT1", "GROUPING|CONTENTGROUP", "©grp", "Grouping")
        .asf("WM/ContentGroupDescription");
    row(TagField.WORK, "TXXX:WORK", "WORK", "©wrk", "WORK").asf("WM/Work");
    row(TagField.MOVEMENT, "MVNM", "MOVEMENTNAME", "©mvn", "MOVEMENTNAME");
    row(TagField.MOOD, "TMOO|TXXX:MOOD", "MOOD", free("MOOD"), "Mood")
        .asf("WM/Mood")
        .matroska("MOOD");
    row(TagField.BPM, "TBPM", "BPM", "tmpo", "BPM").asf("WM/BeatsPerMinute").matroska("BPM");
    row(TagField.KEY, "TKEY", "KEY|INITIALKEY", free("initialkey") + "|" + free("KEY"), "KEY")
        .asf("WM/InitialKey")
        .matroska("INITIAL_KEY");
    row(TagField.LANGUAGE, "TLAN", "LANGUAGE", free("LANGUAGE"), "Language")
        .riff("ILNG")
        .asf("WM/Language");
    row(TagField.COMMENT, "COMM:", "COMMENT|DESCRIPTION", "©cmt", "Comment")
        .riff("ICMT|bext:Description")
        .aiff("ANNO")
        .asf("Description")
        .matroska("COMMENT|DESCRIPTION");
    row(TagField.LYRICS, "USLT", "LYRICS|UNSYNCEDLYRICS", "©lyr", "Lyrics")
        .asf("WM/Lyrics")
        .matroska("LYRICS");
    row(TagField.COPYRIGHT, "TCOP", "COPYRIGHT", "cprt|©cpy", "Copyright")
        .riff("ICOP")
        .aiff("(c) ")
        .asf("Copyright")
        .matroska("COPYRIGHT|ALBUM/COPYRIGHT");
    row(TagField.ENCODEDBY, "TENC", "ENCODEDBY|ENCODED-BY", "©too", "EncodedBy")
        .riff("ITCH|bext:Originator")
        .asf("WM/EncodedBy")
        .matroska("ENCODED_BY");
  }

  private void numbersAndDates() {
    row(TagField.TRACKNUMBER, "TRCK", "TRACKNUMBER|TRACK", "trkn", "Track")
        .riff("ITRK|IPRT|TRCK")
        .asf("WM/TrackNumber")
        .matroska("PART_NUMBER|TRACKNUMBER|TRACK");
    row(TagField.TOTALTRACKS, "", "TOTALTRACKS|TRACKTOTAL", "", "TOTALTRACKS")
        .riff("IFRM")
        .asf("TotalTracks")
        .matroska("ALBUM/TOTAL_PARTS|TOTAL_PARTS|TOTALTRACKS");
    row(TagField.DISCNUMBER, "TPOS", "DISCNUMBER|DISC", "disk", "Disc")
        .asf("WM/PartOfSet")
        .matroska("DISC|DISCNUMBER|ALBUM/PART_NUMBER");
    row(TagField.TOTALDISCS, "", "TOTALDISCS|DISCTOTAL", "", "TOTALDISCS")
        .asf("TotalDiscs")
        .matroska("TOTALDISCS");
    row(
            TagField.DISCSUBTITLE,
            "TSST|TXXX:DISCSUBTITLE",
            "DISCSUBTITLE",
            free("DISCSUBTITLE"),
            "DiscSubtitle")
        .asf("WM/SetSubTitle");
    row(TagField.DATE, "TDRC|TYER", "DATE|YEAR", "©day", "Year|Date")
        .riff("ICRD|bext:OriginationDate")
        .asf("WM/Year")
        .matroska("DATE_RELEASED|DATE|ALBUM/DATE_RELEASED|ALBUM/DATE");
    row(
            TagField.ORIGINALDATE,
            "TDOR|TORY|TXXX:originalyear",
            "ORIGINALDATE|ORIGINALYEAR",
            free("ORIGINALDATE") + "|" + free("ORIGINALYEAR"),
            "ORIGINALDATE|ORIGINALYEAR")
        .asf("WM/OriginalReleaseTime|WM/OriginalReleaseYear")
        .matroska("ORIGINALDATE");
    row(
        TagField.RELEASEDATE,
        "TDRL|TXXX:RELEASEDATE",
        "RELEASEDATE",
        free("RELEASEDATE"),
        "RELEASEDATE");
    row(
            TagField.RECORDINGDATE,
            "TXXX:RECORDINGDATE",
            "RECORDINGDATE|RECORDING DATE",
            free("RECORDINGDATE"),
            "Record Date")
        .matroska("DATE_RECORDED|ALBUM/DATE_RECORDED");
  }

  private void people() {
    row(TagField.COMPOSER, "TCOM", "COMPOSER", "©wrt", "Composer")
        .riff("IMUS")
        .asf("WM/Composer")
        .matroska("COMPOSER|ALBUM/COMPOSER");
    row(TagField.CONDUCTOR, "TPE3", "CONDUCTOR", free("CONDUCTOR"), "Conductor")
        .asf("WM/Conductor")
        .matroska("CONDUCTOR|ALBUM/CONDUCTOR");
    row(TagField.LYRICIST, "TEXT", "LYRICIST", free("LYRICIST"), "Lyricist")
        .riff("IWRI")
        .asf("WM/Writer")
        .matroska("LYRICIST|ALBUM/LYRICIST");
    row(TagField.ARRANGER, "TIPL:arranger|IPLS:arranger", "ARRANGER", free("ARRANGER"), "Arranger")
        .asf("WM/Arranger")
        .matroska("ARRANGER|ALBUM/ARRANGER");
    row(TagField.PERFORMER, "TMCL", "PERFORMER", free("PERFORMER"), "Performer")
        .matroska("PERFORMER");
    row(TagField.PRODUCER, "TIPL:producer|IPLS:producer", "PRODUCER", free("PRODUCER"), "Producer")
        .riff("IPRO")
        .asf("WM/Producer")
        .matroska("PRODUCER|ALBUM/PRODUCER");
    row(TagField.ENGINEER, "TIPL:engineer|IPLS:engineer", "ENGINEER", free("ENGINEER"), "Engineer")
        .riff("IENG")
        .asf("WM/Engineer")
        .matroska("SOUND_ENGINEER");
    row(TagField.MIXER, "TIPL:mix|IPLS:mix", "MIXER", free("MIXER"), "Mixer")
        .asf("WM/Mixer")
        .matroska("MIXED_BY");
    row(TagField.REMIXER, "TPE4", "REMIXER", free("REMIXER"), "MixArtist")
        .asf("WM/ModifiedBy")
        .matroska("REMIXED_BY");
  }

  private void release() {
    row(TagField.LABEL, "TPUB", "LABEL|PUBLISHER|ORGANIZATION", free("LABEL"), "Label|Publisher")
        .asf("WM/Publisher")
        .matroska("LABEL|PUBLISHER|ALBUM/LABEL|ALBUM/PUBLISHER");
    row(
            TagField.CATALOGNUMBER,
            "TXXX:CATALOGNUMBER",
            "CATALOGNUMBER|CATALOG",
            free("CATALOGNUMBER"),
            "CatalogNumber")
        .asf("WM/CatalogNo")
        .matroska("CATALOG_NUMBER|ALBUM/CATALOG_NUMBER");
    row(TagField.BARCODE, "TXXX:BARCODE", "BARCODE|UPC|EAN", free("BARCODE"), "Barcode")
        .asf("WM/Barcode")
        .matroska("BARCODE|ALBUM/BARCODE");
    row(TagField.ISRC, "TSRC", "ISRC", free("ISRC"), "ISRC").asf("WM/ISRC").matroska("ISRC");
    row(TagField.ASIN, "TXXX:ASIN", "ASIN", free("ASIN"), "ASIN").asf("ASIN");
    row(TagField.MEDIA, "TMED", "MEDIA", free("MEDIA"), "Media")
        .riff("IMED")
        .asf("WM/Media")
        .matroska("ORIGINAL_MEDIA_TYPE");
    row(TagField.COMPILATION, "TCMP|TXXX:COMPILATION", "COMPILATION", "cpil", "Compilation")
        .asf("WM/IsCompilation")
        .matroska("COMPILATION");
    row(
            TagField.RELEASETYPE,
            "TXXX:MusicBrainz Album Type",
            "RELEASETYPE|MUSICBRAINZ_ALBUMTYPE",
            free("MusicBrainz Album Type"),
            "MUSICBRAINZ_ALBUMTYPE")
        .asf("MusicBrainz/Album Type");
    row(
            TagField.RELEASESTATUS,
            "TXXX:MusicBrainz Album Status",
            "RELEASESTATUS|MUSICBRAINZ_ALBUMSTATUS",
            free("MusicBrainz Album Status"),
            "MUSICBRAINZ_ALBUMSTATUS")
        .asf("MusicBrainz/Album Status");
    row(
            TagField.RELEASECOUNTRY,
            "TXXX:MusicBrainz Album Release Country",
            "RELEASECOUNTRY",
            free("MusicBrainz Album Release Country"),
            "RELEASECOUNTRY")
        .asf("MusicBrainz/Album Release Country");
  }

  private void identifiers() {
    row(
            TagField.MUSICBRAINZ_RECORDINGID,
            "UFID:http://musicbrainz.org|TXXX:MusicBrainz Track Id",
            "MUSICBRAINZ_TRACKID",
            free("MusicBrainz Track Id"),
            "MUSICBRAINZ_TRACKID")
        .asf("MusicBrainz/Track Id");
    row(
            TagField.MUSICBRAINZ_TRACKID,
            "TXXX:MusicBrainz Release Track Id",
            "MUSICBRAINZ_RELEASETRACKID",
            free("MusicBrainz Release Track Id"),
            "MUSICBRAINZ_RELEASETRACKID")
        .asf("MusicBrainz/Release Track Id");
    musicBrainz(TagField.MUSICBRAINZ_ALBUMID, "Album");
    musicBrainz(TagField.MUSICBRAINZ_ARTISTID, "Artist");
    musicBrainz(TagField.MUSICBRAINZ_ALBUMARTISTID, "Album Artist");
    musicBrainz(TagField.MUSICBRAINZ_RELEASEGROUPID, "Release Group");
    musicBrainz(TagField.MUSICBRAINZ_WORKID, "Work");
    row(TagField.ACOUSTID_ID, "TXXX:Acoustid Id", "ACOUSTID_ID", free("Acoustid Id"), "ACOUSTID_ID")
        .asf("Acoustid/Id");
  }

  private void musicBrainz(TagField field, String thing) {
    String name = "MusicBrainz " + thing + " Id";
    row(field, "TXXX:" + name, field.name(), free(name), field.name())
        .asf("MusicBrainz/" + thing + " Id")
        .matroska(field.name());
  }

  private void gains() {
    for (TagField field :
        List.of(
            TagField.REPLAYGAIN_TRACK_GAIN,
            TagField.REPLAYGAIN_TRACK_PEAK,
            TagField.REPLAYGAIN_ALBUM_GAIN,
            TagField.REPLAYGAIN_ALBUM_PEAK)) {
      row(field, "TXXX:" + field.name(), field.name(), free(field.name()), field.name())
          .asf(field.name())
          .matroska(field.name());
    }
    // Opus has these in place of the others.
    row(TagField.R128_TRACK_GAIN, "", "R128_TRACK_GAIN", "", "");
    row(TagField.R128_ALBUM_GAIN, "", "R128_ALBUM_GAIN", "", "");
  }

  private static String free(String name) {
    return FREE + name;
  }

  @CanIgnoreReturnValue
  private Row row(TagField field, String id3, String vorbis, String mp4, String ape) {
    Row row = new Row(field);
    row.names(RawTags.Family.ID3, id3);
    row.names(RawTags.Family.VORBIS, vorbis);
    row.names(RawTags.Family.MP4, mp4);
    row.names(RawTags.Family.APE, ape);
    return row;
  }

  private final class Row {
    private final TagField field;

    Row(TagField field) {
      this.field = field;
    }

    /** {@code |}-separated, best first; none if empty. */
    void names(RawTags.Family family, String names) {
      int rank = 0;
      for (String name : names.isEmpty() ? List.<String>of() : List.of(names.split("\\|", -1))) {
        Map<String, Match> known = byName.computeIfAbsent(family, f -> new HashMap<>());
        if (known.put(name.toLowerCase(Locale.ROOT), new Match(field, rank++)) != null) {
          throw new IllegalStateException(name + " means two fields in " + family);
        }
      }
    }

    @CanIgnoreReturnValue
    Row riff(String names) {
      names(RawTags.Family.RIFF, names);
      return this;
    }

    @CanIgnoreReturnValue
    Row asf(String names) {
      names(RawTags.Family.ASF, names);
      return this;
    }

    @CanIgnoreReturnValue
    Row matroska(String names) {
      names(RawTags.Family.MATROSKA, names);
      return this;
    }

    @CanIgnoreReturnValue
    Row aiff(String names) {
      names(RawTags.Family.AIFF, names);
      return this;
    }
  }
}

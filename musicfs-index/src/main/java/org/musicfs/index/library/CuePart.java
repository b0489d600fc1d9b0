package org.musicfs.index.library;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.cut.Cut;
import org.musicfs.core.cut.Cuttable;
import org.musicfs.core.cut.UncuttableException;
import org.musicfs.core.cut.WholeFile;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.index.playlist.CueSheet;
import org.musicfs.index.playlist.CueSheetException;
import org.musicfs.index.tags.map.VorbisNames;

/**
 * A track that is cut from an album that is one file.
 *
 * @param number in the cue sheet, 1 to 99
 * @param tags of the track; those that its format can have are in the cut too
 */
record CuePart(int number, Cut cut, Tags tags, AudioProperties properties) {
  /** Tags of a file that are of the album's whole sound, not of a track of it. */
  private static final Set<TagField> OF_THE_WHOLE =
      Set.of(
          TagField.TITLE,
          TagField.TITLESORT,
          TagField.TRACKNUMBER,
          TagField.TOTALTRACKS,
          TagField.ISRC,
          TagField.LYRICS,
          TagField.CHAPTER,
          TagField.MUSICBRAINZ_RECORDINGID,
          TagField.MUSICBRAINZ_TRACKID,
          TagField.ACOUSTID_ID,
          TagField.REPLAYGAIN_TRACK_GAIN,
          TagField.REPLAYGAIN_TRACK_PEAK,
          TagField.R128_TRACK_GAIN);

  /** Tags that a cue sheet has for each track. */
  private static final Set<TagField> OF_A_TRACK =
      Set.of(
          TagField.TITLE,
          TagField.ARTIST,
          TagField.COMPOSER,
          TagField.TRACKNUMBER,
          TagField.TOTALTRACKS,
          TagField.ISRC);

  /**
   * Cuts a file to its tracks.
   *
   * @param sheet what the cue sheet says of it
   * @param reader of the file; all of it may be read
   * @param tags of the whole file
   * @param audio of the whole file
   */
  static List<CuePart> cut(
      CueSheet.AudioFile sheet,
      OriginReader reader,
      long sizeBytes,
      Tags tags,
      AudioProperties audio)
      throws CueSheetException, UncuttableException, IOException {
    Cuttable whole = Cuttable.scan(bytes(reader), sizeBytes);
    List<CueSheet.Range> ranges = sheet.ranges(whole.sampleRateHz(), whole.totalSamples());
    List<CuePart> parts = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      CueSheet.Track track = sheet.tracks().get(i);
      parts.add(cut(whole, ranges.get(i), track.number(), merged(tags, track.tags()), audio));
    }
    return parts;
  }

  private static CuePart cut(
      Cuttable whole, CueSheet.Range range, int number, Tags tags, AudioProperties audio)
      throws UncuttableException {
    Cut cut = whole.cut(range.from(), range.to(), VorbisNames.comments(tags));
    long millis =
        Math.max(1, Math.multiplyExact(range.to() - range.from(), 1000L) / whole.sampleRateHz());
    int bitrate = (int) Math.min(Integer.MAX_VALUE, cut.sizeBytes() * 8_000 / millis);
    return new CuePart(
        number,
        cut,
        tags,
        new AudioProperties(
            millis, bitrate, audio.sampleRateHz(), audio.channels(), audio.bitDepth()));
  }

  private static WholeFile bytes(OriginReader reader) {
    return (position, into) -> {
      int wanted = into.remaining();
      try {
        if (reader.read(position, into) < wanted) {
          throw new IOException("the file ended early");
        }
      } catch (OriginException e) {
        throw new IOException(e.getMessage(), e);
      }
    };
  }

  /**
   * What the sheet says of the track, else what the file says that is true of each of its tracks.
   */
  private static Tags merged(Tags file, Tags sheet) {
    Map<TagField, List<String>> tags = new EnumMap<>(TagField.class);
    sheet.asMap().forEach(tags::put);
    file.asMap()
        .forEach(
            (field, values) -> {
              if (!OF_THE_WHOLE.contains(field)
                  && !(OF_A_TRACK.contains(field) && tags.containsKey(field))) {
                tags.put(field, values);
              }
            });
    return Tags.of(tags);
  }
}

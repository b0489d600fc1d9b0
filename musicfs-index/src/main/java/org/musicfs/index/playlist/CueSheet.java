package org.musicfs.index.playlist;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.musicfs.core.audio.Tags;
import org.musicfs.index.text.LegacyText;

/**
 * A cue sheet: which tracks a disc has, and where they begin in the files it was copied to. The
 * format is CDRWIN's, with tags in comments as Exact Audio Copy and foobar2000 write them: lines of
 * {@code REM NAME VALUE, TITLE, PERFORMER, SONGWRITER, CATALOG, FILE "NAME" TYPE, TRACK NN AUDIO,
 * ISRC, INDEX NN MM:SS:FF} in any case, with or without quotes. Other lines, and tracks that are no
 * audio, are passed over. Immutable.
 *
 * @param tags of the disc
 * @param files in their order; only those in which a track begins
 */
public record CueSheet(Tags tags, List<AudioFile> files) {
  /** A longer file was made by nobody. */
  public static final int MAX_BYTES = ReferringText.MAX_BYTES;

  /** What a disc can have. */
  public static final int MAX_TRACKS = 99;

  /** Times are told in these: sectors of a disc. */
  public static final int FRAMES_PER_SECOND = 75;

  public CueSheet {
    files = List.copyOf(files);
  }

  /**
   * A file with tracks.
   *
   * @param name as it is written
   * @param type as it is written, in upper case: {@code WAVE} for most that is no MP3, whatever it
   *     is; empty if it is not there
   * @param tracks that begin in it, in order of time; one or more
   */
  public record AudioFile(String name, String type, List<Track> tracks) {
    public AudioFile {
      tracks = List.copyOf(tracks);
    }

    /**
     * What belongs to each track of it. The first is from 0, each goes up to where the next begins,
     * the last to the end: nothing is lost, and a pause before a track is at the end of the one
     * before it.
     *
     * @param sampleRateHz of the file, more than 0
     * @param totalSamples of the file, per channel
     * @return as many as there are tracks, none of them empty
     * @throws CueSheetException if a track begins at or after the end of the file
     */
    public List<Range> ranges(int sampleRateHz, long totalSamples) throws CueSheetException {
      List<Range> ranges = new ArrayList<>();
      long to = totalSamples;
      for (int i = tracks.size() - 1; i >= 0; i--) {
        Track track = tracks.get(i);
        long from = i == 0 ? 0 : Math.multiplyFull(track.start(), sampleRateHz) / FRAMES_PER_SECOND;
        if (from >= to) {
          throw new CueSheetException(
              "track " + track.number() + " begins after the end of " + name);
        }
        ranges.addFirst(new Range(from, to));
        to = from;
      }
      return List.copyOf(ranges);
    }
  }

  /**
   * A track.
   *
   * @param number 1 to {@link #MAX_TRACKS}
   * @param tags its own, and the disc's where it has none
   * @param pregap where the pause before it begins in the file that it is in, in {@link
   *     #FRAMES_PER_SECOND}: its index 00
   * @param start where it begins: its index 01
   */
  public record Track(int number, Tags tags, OptionalInt pregap, int start) {}

  /**
   * Samples of a file.
   *
   * @param from the first
   * @param to the one after the last; more than {@code from}
   */
  public record Range(long from, long to) {}

  /**
   * Reads a cue sheet.
   *
   * @param legacy what it is in if it is no Unicode
   * @throws CueSheetException if it is too long, has no track, or one whose place is not told
   */
  public static CueSheet parse(byte[] bytes, Charset legacy) throws CueSheetException {
    if (bytes.length > MAX_BYTES) {
      throw new CueSheetException("it is longer than " + MAX_BYTES + " bytes");
    }
    CueParser parser = new CueParser();
    for (String line : LegacyText.ofFile(bytes, legacy).lines().toList()) {
      parser.line(line);
    }
    return parser.sheet();
  }
}

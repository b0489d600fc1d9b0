package org.musicfs.index.playlist;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;

/** Takes the lines of a {@link CueSheet} one after the other. Confined to one thread. */
final class CueParser {
  private static final Pattern WORDS = Pattern.compile("(\\S+)(?:\\s+(.*))?", Pattern.DOTALL);
  private static final Pattern TRACK =
      Pattern.compile("(\\d{1,9})(?:\\s+(\\S+).*)?", Pattern.DOTALL);
  private static final Pattern INDEX =
      Pattern.compile("(\\d{1,2})\\s+(\\d{1,4}):(\\d{1,2})[:.](\\d{1,2})");
  private static final Pattern ZEROS = Pattern.compile("0*");

  /** What comments tell, by its name. */
  private static final Map<String, TagField> COMMENTS =
      Map.ofEntries(
          Map.entry("GENRE", TagField.GENRE),
          Map.entry("DATE", TagField.DATE),
          Map.entry("COMMENT", TagField.COMMENT),
          Map.entry("COMPOSER", TagField.COMPOSER),
          Map.entry("LABEL", TagField.LABEL),
          Map.entry("DISCNUMBER", TagField.DISCNUMBER),
          Map.entry("TOTALDISCS", TagField.TOTALDISCS),
          Map.entry("REPLAYGAIN_ALBUM_GAIN", TagField.REPLAYGAIN_ALBUM_GAIN),
          Map.entry("REPLAYGAIN_ALBUM_PEAK", TagField.REPLAYGAIN_ALBUM_PEAK),
          Map.entry("REPLAYGAIN_TRACK_GAIN", TagField.REPLAYGAIN_TRACK_GAIN),
          Map.entry("REPLAYGAIN_TRACK_PEAK", TagField.REPLAYGAIN_TRACK_PEAK));

  private static final class OpenFile {
    private final String name;
    private final String type;
    private final List<OpenTrack> tracks = new ArrayList<>();

    OpenFile(String name, String type) {
      this.name = name;
      this.type = type;
    }
  }

  private static final class OpenTrack {
    private final int number;
    private final boolean audio;
    private final Map<TagField, List<String>> tags = new EnumMap<>(TagField.class);
    private OptionalInt pregap = OptionalInt.empty();
    private OptionalInt start = OptionalInt.empty();

    OpenTrack(int number, boolean audio) {
      this.number = number;
      this.audio = audio;
    }
  }

  private final Map<TagField, List<String>> disc = new EnumMap<>(TagField.class);
  private final List<OpenFile> files = new ArrayList<>();
  private @Nullable OpenTrack track;
  private int tracks;

  void line(String line) throws CueSheetException {
    Matcher words = WORDS.matcher(line.strip());
    if (!words.matches()) {
      return;
    }
    String command = words.group(1).toUpperCase(Locale.ROOT);
    String rest = words.group(2) == null ? "" : words.group(2);
    switch (command) {
      case "FILE" -> file(rest);
      case "TRACK" -> track(rest);
      case "INDEX" -> index(rest);
      case "REM" -> comment(rest);
      case "TITLE" -> tag(track == null ? TagField.ALBUM : TagField.TITLE, rest);
      case "PERFORMER" -> tag(track == null ? TagField.ALBUMARTIST : TagField.ARTIST, rest);
      case "SONGWRITER" -> tag(TagField.COMPOSER, rest);
      case "CATALOG" -> code(TagField.BARCODE, rest);
      case "ISRC" -> code(TagField.ISRC, rest);
      default -> {}
    }
  }

  /** A name and a type; the name has spaces in it without quotes too. */
  private void file(String rest) {
    String text = rest.strip();
    int quote = text.lastIndexOf('"');
    int nameEnd = text.startsWith("\"") && quote > 0 ? quote + 1 : lastSpace(text);
    String type = text.substring(nameEnd).strip().toUpperCase(Locale.ROOT);
    files.add(new OpenFile(unquoted(text.substring(0, nameEnd)), type));
    if (track != null) {
      // Its pause was in the file before.
      track.pregap = OptionalInt.empty();
    }
  }

  /** Where the last word is parted from those before it; the end if there is only one. */
  private static int lastSpace(String text) {
    for (int i = text.length() - 1; i > 0; i--) {
      if (Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    return text.length();
  }

  private void track(String rest) throws CueSheetException {
    finish();
    Matcher words = TRACK.matcher(rest);
    if (!words.matches()) {
      throw new CueSheetException("a track has no number: TRACK " + rest);
    }
    int number = Integer.parseInt(words.group(1));
    if (number < 1 || number > CueSheet.MAX_TRACKS || ++tracks > CueSheet.MAX_TRACKS) {
      throw new CueSheetException("track " + number + ": a disc has tracks from 1 to 99");
    }
    String type = words.group(2);
    track = new OpenTrack(number, type == null || type.equalsIgnoreCase("AUDIO"));
  }

  /** A track ends where the next is named. */
  private void finish() throws CueSheetException {
    if (track != null && track.audio && track.start.isEmpty()) {
      throw new CueSheetException("track " + track.number + " has no INDEX 01");
    }
  }

  private void index(String rest) throws CueSheetException {
    if (track == null || !track.audio) {
      return;
    }
    Matcher words = INDEX.matcher(rest.strip());
    int seconds = words.matches() ? Integer.parseInt(words.group(3)) : 60;
    int frames = words.matches() ? Integer.parseInt(words.group(4)) : 75;
    if (seconds > 59 || frames >= CueSheet.FRAMES_PER_SECOND) {
      throw new CueSheetException("track " + track.number + " begins at no time: INDEX " + rest);
    }
    if (files.isEmpty()) {
      throw new CueSheetException("track " + track.number + " is in no file");
    }
    int minutes = Integer.parseInt(words.group(2));
    int at = (minutes * 60 + seconds) * CueSheet.FRAMES_PER_SECOND + frames;
    switch (Integer.parseInt(words.group(1))) {
      case 0 -> track.pregap = OptionalInt.of(at);
      case 1 -> start(track, at);
      default -> {}
    }
  }

  private void start(OpenTrack begun, int at) throws CueSheetException {
    List<OpenTrack> before = files.getLast().tracks;
    if (begun.start.isPresent()) {
      throw new CueSheetException("track " + begun.number + " has INDEX 01 twice");
    }
    if (!before.isEmpty() && before.getLast().start.orElse(0) >= at) {
      throw new CueSheetException(
          "track " + begun.number + " does not begin after track " + before.getLast().number);
    }
    begun.start = OptionalInt.of(at);
    before.add(begun);
  }

  private void comment(String rest) {
    Matcher words = WORDS.matcher(rest);
    if (words.matches() && words.group(2) != null) {
      TagField field = COMMENTS.get(words.group(1).toUpperCase(Locale.ROOT));
      if (field != null) {
        tag(field, words.group(2));
      }
    }
  }

  /** A number of digits that is all zeros where there is none. */
  private void code(TagField field, String rest) {
    if (!ZEROS.matcher(unquoted(rest)).matches()) {
      tag(field, rest);
    }
  }

  private void tag(TagField field, String rest) {
    Map<TagField, List<String>> tags = track == null ? disc : track.tags;
    tags.computeIfAbsent(field, f -> new ArrayList<>()).add(unquoted(rest));
  }

  private static String unquoted(String rest) {
    String text = rest.strip();
    if (!text.startsWith("\"")) {
      return text;
    }
    boolean closed = text.length() > 1 && text.endsWith("\"");
    return text.substring(1, closed ? text.length() - 1 : text.length());
  }

  CueSheet sheet() throws CueSheetException {
    finish();
    List<OpenFile> used = files.stream().filter(file -> !file.tracks.isEmpty()).toList();
    if (used.isEmpty()) {
      throw new CueSheetException("it has no tracks");
    }
    int count = used.stream().mapToInt(file -> file.tracks.size()).sum();
    Tags tags = Tags.of(disc);
    return new CueSheet(
        tags,
        used.stream()
            .map(
                file ->
                    new CueSheet.AudioFile(
                        file.name,
                        file.type,
                        file.tracks.stream().map(open -> track(open, tags, count)).toList()))
            .toList());
  }

  private static CueSheet.Track track(OpenTrack open, Tags disc, int count) {
    Map<TagField, List<String>> more = new EnumMap<>(TagField.class);
    more.put(TagField.ARTIST, disc.all(TagField.ALBUMARTIST));
    more.put(TagField.TRACKNUMBER, List.of(Integer.toString(open.number)));
    more.put(TagField.TOTALTRACKS, List.of(Integer.toString(count)));
    Tags tags = disc.with(more).with(Tags.of(open.tags).asMap());
    return new CueSheet.Track(open.number, tags, open.pregap, open.start.orElseThrow());
  }
}

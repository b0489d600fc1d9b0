package org.musicfs.index.playlist;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.index.text.LegacyText;

/**
 * The text of a playlist or a cue sheet, with the names of files in it. Immutable.
 *
 * <p>Playlists are M3U: a line is a comment if it starts with {@code #}, else a path or an address.
 * Cue sheets (CDRWIN's) name a file in {@code FILE "NAME" TYPE}. Both are written in whatever their
 * writer's system used ({@link LegacyText#ofFile}). What is written here is UTF-8.
 */
public final class ReferringText {
  /** Of a longer file nobody made a playlist by hand or by program. */
  public static final int MAX_BYTES = 1024 * 1024;

  private static final Pattern ADDRESS = Pattern.compile("(?!file:)[a-zA-Z][a-zA-Z0-9+.-]+://.*");
  private static final Pattern CUE_FILE =
      Pattern.compile(
          "(\\s*FILE\\s+)(?:\"([^\"]*)\"|(\\S+))(\\s+\\S+\\s*)", Pattern.CASE_INSENSITIVE);

  /**
   * A line.
   *
   * @param before text before the name
   * @param name of a file; empty if the line names none
   * @param after text after the name
   */
  private record Line(String before, Optional<String> name, String after) {}

  private final CompanionKind kind;
  private final List<Line> lines;

  private ReferringText(CompanionKind kind, List<Line> lines) {
    this.kind = kind;
    this.lines = List.copyOf(lines);
  }

  /**
   * Reads a text.
   *
   * @param kind {@code PLAYLIST} or {@code CUE}
   * @param legacy what it is in if it is no UTF-8
   */
  public static ReferringText parse(CompanionKind kind, byte[] bytes, Charset legacy) {
    String text = LegacyText.ofFile(bytes, legacy);
    List<Line> lines = new ArrayList<>();
    text.lines()
        .map(line -> kind == CompanionKind.CUE ? ofCue(line) : ofPlaylist(line))
        .forEach(lines::add);
    return new ReferringText(kind, lines);
  }

  private static Line ofPlaylist(String line) {
    String name = line.strip();
    return name.isEmpty() || name.startsWith("#") || ADDRESS.matcher(name).matches()
        ? new Line(line, Optional.empty(), "")
        : new Line("", Optional.of(name), "");
  }

  private static Line ofCue(String line) {
    Matcher file = CUE_FILE.matcher(line);
    if (!file.matches()) {
      return new Line(line, Optional.empty(), "");
    }
    String name = file.group(2) != null ? file.group(2) : file.group(3);
    return new Line(file.group(1), Optional.of(name), file.group(4));
  }

  /** Whether a name may stand for a file of the same name with another extension. */
  public boolean extensionsMayDiffer() {
    return kind == CompanionKind.CUE;
  }

  /** The names of files, in order. */
  public List<String> names() {
    return lines.stream().flatMap(line -> line.name.stream()).toList();
  }

  /**
   * The text with other names.
   *
   * @param names what to write for a name; where it is empty, a playlist has a comment and a cue
   *     sheet the name as it was
   */
  public byte[] with(Function<String, Optional<String>> names) {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      if (line.name.isEmpty()) {
        text.append(line.before);
      } else {
        String before = line.name.get();
        Optional<String> now = names.apply(before);
        if (kind == CompanionKind.CUE) {
          text.append(line.before).append('"').append(now.orElse(before)).append('"');
        } else {
          text.append(now.orElse("# not in the library: " + before));
        }
        text.append(line.after);
      }
      text.append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}

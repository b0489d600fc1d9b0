package org.musicfs.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.musicfs.cli.output.Human;
import org.musicfs.cli.output.JsonWriter;
import org.musicfs.cli.output.Table;
import org.musicfs.core.control.CachedFile;

/** What is cached, by directory or by file. One thread. */
final class CachedListing implements CachedFile.Sink {
  private final boolean onlyPinned;
  private final boolean byFile;
  private final Map<String, Line> lines = new LinkedHashMap<>();

  private static final class Line {
    private long files;
    private long pinned;
    private long sizeBytes;
    private long cachedBytes;
  }

  /**
   * @param byFile whether a line is a file, not a directory
   */
  CachedListing(boolean onlyPinned, boolean byFile) {
    this.onlyPinned = onlyPinned;
    this.byFile = byFile;
  }

  @Override
  public boolean accept(CachedFile file) {
    if (onlyPinned && !file.isPinned()) {
      return true;
    }
    int slash = file.path().lastIndexOf('/');
    String key = byFile ? file.path() : slash < 0 ? "." : file.path().substring(0, slash);
    Line line = lines.computeIfAbsent(key, path -> new Line());
    line.files++;
    line.pinned += file.isPinned() ? 1 : 0;
    line.sizeBytes += file.sizeBytes();
    line.cachedBytes += file.cachedBytes();
    return true;
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** A table, and under it the sums. */
  String text() {
    Table table = new Table("STORED", "OF", "FILES", "PINNED", byFile ? "FILE" : "DIRECTORY");
    for (int column = 0; column < 4; column++) {
      table.alignRight(column);
    }
    Line all = new Line();
    lines.forEach(
        (path, line) -> {
          table.row(
              Human.percent(line.cachedBytes, line.sizeBytes),
              Human.bytes(line.sizeBytes),
              Human.count(line.files),
              line.pinned == 0 ? "" : Human.count(line.pinned),
              path);
          all.files += line.files;
          all.pinned += line.pinned;
          all.cachedBytes += line.cachedBytes;
        });
    return table
        + "\n"
        + Human.bytes(all.cachedBytes)
        + " of "
        + Counted.of(all.files, "file")
        + ", "
        + Human.count(all.pinned)
        + " pinned\n";
  }

  String json() {
    JsonWriter json = new JsonWriter().beginArray();
    lines.forEach(
        (path, line) -> {
          json.beginObject();
          json.name("path").value(path);
          json.name("size_bytes").value(line.sizeBytes);
          json.name("cached_bytes").value(line.cachedBytes);
          json.name("pinned").value(line.pinned > 0);
          json.endObject();
        });
    return json.endArray().toString();
  }
}

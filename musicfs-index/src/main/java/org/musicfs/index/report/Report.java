package org.musicfs.index.report;

import java.util.List;
import java.util.Locale;

/** A question about a library, and the columns of the answer. */
public enum Report {
  /** Tracks whose file could not be read properly. */
  UNREADABLE(true, Column.text("file"), Column.text("reason")),
  /** Files that were looked at and are not listed, and what playlists name that is not. */
  SKIPPED(true, Column.text("file"), Column.text("reason")),
  /** Tracks without title, artist or album. */
  MISSING_TAGS(true, Column.text("file"), Column.text("missing")),
  /** Files under a name with a suffix, because another had the bare one. */
  COLLISIONS(true, Column.text("listed"), Column.text("file")),
  /** Files that are there more than once. */
  DUPLICATES(
      true,
      new Column("group", Column.Kind.COUNT),
      Column.text("same"),
      Column.text("file"),
      new Column("bytes", Column.Kind.BYTES)),
  /** Directories of the tree that hold tracks. */
  ALBUMS(
      false,
      Column.text("album"),
      new Column("tracks", Column.Kind.COUNT),
      new Column("bytes", Column.Kind.BYTES),
      new Column("millis", Column.Kind.MILLIS),
      new Column("cover", Column.Kind.YES_NO));

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<Column> columns;

  private final boolean ofFaults;

  Report(boolean ofFaults, Column... columns) {
    this.ofFaults = ofFaults;
    this.columns = List.of(columns);
  }

  /**
   * A column.
   *
   * @param name in lower case
   * @param kind of its values: {@code String}, {@code Boolean} for {@code YES_NO}, else {@code
   *     Long}
   */
  public record Column(String name, Kind kind) {
    /** What a value is. */
    public enum Kind {
      TEXT,
      COUNT,
      BYTES,
      MILLIS,
      YES_NO
    }

    /** Whether its values are numbers. */
    public boolean isNumber() {
      return kind == Kind.COUNT || kind == Kind.BYTES || kind == Kind.MILLIS;
    }

    private static Column text(String name) {
      return new Column(name, Kind.TEXT);
    }
  }

  public List<Column> columns() {
    return columns;
  }

  /** Whether a row is something to be mended. */
  public boolean isOfFaults() {
    return ofFaults;
  }

  /** Its name on the command line: {@code missing-tags}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

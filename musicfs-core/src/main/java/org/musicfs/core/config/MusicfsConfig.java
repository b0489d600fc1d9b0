package org.musicfs.core.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.musicfs.core.audio.CompanionKind;
import org.musicfs.core.name.NameRules;

/**
 * The whole configuration: one record for each table of the file.
 *
 * @param origins those of every library, in the file's order
 * @param views beside the main one
 * @param rules templates of some tracks; the first whose query matches is taken
 */
public record MusicfsConfig(
    TreeConfig tree,
    TagsConfig tags,
    CacheConfig cache,
    MountConfig mount,
    FuseConfig fuse,
    ContentConfig content,
    SyncConfig sync,
    MetricsConfig metrics,
    LogConfig log,
    List<OriginConfig> origins,
    List<ViewConfig> views,
    List<RuleConfig> rules) {
  /**
   * @throws InvalidConfigException if two origins of one library are at the same place, or two
   *     views have one name
   */
  public MusicfsConfig {
    origins = List.copyOf(origins);
    Set<List<Object>> seen = new HashSet<>();
    for (int i = 0; i < origins.size(); i++) {
      OriginConfig origin = origins.get(i);
      Check.that(
          seen.add(List.of(origin.library(), origin.place().identity())),
          "origin[" + i + "]." + origin.place().key(),
          "is a second origin at "
              + origin.place().identity()
              + " in library "
              + origin.library().value(),
          "one [[origin]] for each place of a library");
    }
    views = List.copyOf(views);
    rules = List.copyOf(rules);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < views.size(); i++) {
      Check.that(
          names.add(NameRules.collisionKey(views.get(i).name())),
          "views[" + i + "].name",
          "is a second view called " + views.get(i).name(),
          "names that differ in more than case");
    }
  }

  /** What holds where nothing is configured. The one place of defaults. */
  public static MusicfsConfig defaults() {
    return new MusicfsConfig(
        new TreeConfig(
            // Artist, album with its year and codec, disc and track: sorts right in every player.
            "$albumartist/$album[ ($year)] $[$format_upper$]/[$disc_and_track - ]$title.$ext",
            // Names that every client can store: mounts are re-exported by Samba and copied to FAT.
            true,
            // Legal everywhere and never taken for syntax by a shell.
            "_",
            // A folder as its owner keeps it: players look for covers and lyrics beside the track.
            EnumSet.allOf(CompanionKind.class),
            // Untagged files mostly lie in directories that somebody named.
            true,
            // Cutting reads each album once; and some players know what to do with a sheet.
            CueMode.EXPOSE),
        // What most programs write between names; " feat. " and "/" stand in titles and names too.
        // And what most of them meant by Latin-1.
        new TagsConfig(List.of("; "), List.of(), "windows-1252"),
        new CacheConfig(
            // Some 30 lossless or 100 lossy albums, and unnoticed on most disks.
            10L << 30,
            // A full disk harms more than the cache helps.
            1L << 30,
            // About 2 s of FLAC: few rows per track, and a seek fetches little in vain.
            256 << 10,
            // The least recently used go when there is need.
            Duration.ZERO,
            // Disks lose bits over years; a month's pace is not felt.
            Duration.ofDays(30),
            Optional.empty()),
        // FUSE lets only the mounting user in; others are let in only on purpose.
        new MountConfig(false, OptionalInt.empty(), OptionalInt.empty(), 0022),
        new FuseConfig(
            // The kernel's own protocol is faster, keeps versions apart and outlives the daemon.
            FuseBackend.AUTO,
            // As much as the kernel takes in one request: a third of the requests of 128 KiB.
            1 << 20,
            // No cost, and falls back by itself where the kernel has it not.
            true,
            // Every cached track twice on disk for a while: for those who want it.
            false),
        new ContentConfig(
            // Players give a stream up after 20 to 30 s; an answer must come before that.
            Duration.ofSeconds(15),
            // Three streams at the largest window, and a good third of the heap the daemon is
            // given.
            24L << 20),
        new SyncConfig(
            // The tree is right soon after a mount even if files changed while nothing watched.
            true,
            // Keeps a disk's queue filled; more only makes its head travel.
            8,
            // Costs a kilobyte a directory and nothing while nothing changes.
            true,
            // A listing of an unchanged library costs half a second for 100,000 files.
            Duration.ofMinutes(5),
            // For what no system tells of: changes behind a bind mount, in memory maps.
            Duration.ofHours(24),
            // A disk that was away for a holiday.
            Duration.ofDays(30)),
        // No port is opened unless asked for.
        new MetricsConfig(0),
        // One line for what a person may want to know later; nothing for each request.
        new LogConfig(LogLevel.INFO),
        List.of(),
        List.of(),
        List.of());
  }

  /** The origins of one library, in the file's order. */
  public List<OriginConfig> origins(LibraryName library) {
    return origins.stream().filter(origin -> origin.library().equals(library)).toList();
  }
}

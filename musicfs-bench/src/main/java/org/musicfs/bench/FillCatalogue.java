package org.musicfs.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.config.TreeConfig;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.template.Template;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.FoundContent;
import org.musicfs.index.catalogue.SyncStore;
import org.musicfs.index.catalogue.SyncStore.FoundFile;
import org.musicfs.index.catalogue.SyncStore.ListedDirectory;
import org.musicfs.index.catalogue.SyncStore.SyncBatch;
import org.musicfs.index.library.Library;
import org.musicfs.index.tree.TreeRules;
import org.musicfs.index.tree.Views;

/**
 * Writes tracks into the default library that the environment names, the way a sync would: ten
 * tracks an album, four albums an artist, at an origin that does not exist. Deterministic.
 */
public final class FillCatalogue {
  private static final int TRACKS_PER_ALBUM = 10;
  private static final int ALBUMS_PER_ARTIST = 4;
  private static final int ALBUMS_PER_BATCH = 200;
  private static final int HEAD_BYTES = 8192;
  private static final long FIRST_MTIME_SECONDS = 1_500_000_000;
  private static final List<String> WORDS =
      List.of(
          "Autumn",
          "Blue",
          "City",
          "Dream",
          "Électrique",
          "Fire",
          "Golden",
          "Hour",
          "Invisible",
          "Journey",
          "Kind",
          "Light",
          "Море",
          "Night",
          "Ocean",
          "Paper",
          "Quiet",
          "River",
          "Stone",
          "Time",
          "Under",
          "Valley",
          "Winter",
          "夜");

  private final SyncStore store;
  private final OriginId origin;

  private FillCatalogue(SyncStore store, OriginId origin) {
    this.store = store;
    this.origin = origin;
  }

  /** {@code TRACKS ORIGIN}. */
  public static void main(String[] args) throws Exception {
    int tracks = Integer.parseInt(args[0]);
    Path state = Path.of(System.getenv("XDG_STATE_HOME"), "musicfs", "default");
    Files.createDirectories(state);
    TreeConfig tree = MusicfsConfig.defaults().tree();
    TreeRules rules = TreeRules.of(Template.parse(tree.template()), tree);
    try (Library library = Library.open(state, Views.only(rules), InstantSource.system())) {
      OriginId origin =
          library.putOrigin("local", Path.of(args[1]).toUri().toString(), CachePolicy.TRUE).id();
      new FillCatalogue(library.syncStore(), origin).fill(tracks);
    }
  }

  private void fill(int tracks) throws CatalogueException {
    int albums = Math.ceilDiv(tracks, TRACKS_PER_ALBUM);
    for (int first = 0; first < albums; first += ALBUMS_PER_BATCH) {
      List<ListedDirectory> listed = new ArrayList<>();
      List<FoundFile> found = new ArrayList<>();
      for (int album = first; album < Math.min(albums, first + ALBUMS_PER_BATCH); album++) {
        listed.add(new ListedDirectory(directory(album), 1));
        int end = Math.min(tracks, (album + 1) * TRACKS_PER_ALBUM);
        for (int track = album * TRACKS_PER_ALBUM; track < end; track++) {
          found.add(file(album, track));
        }
      }
      store.apply(new SyncBatch(origin, listed, found, List.of(), List.of(), List.of()));
    }
  }

  private static String artist(int album) {
    int artist = album / ALBUMS_PER_ARTIST;
    return "The " + word(artist) + " " + word(artist / WORDS.size()) + " Ensemble " + artist;
  }

  private static String album(int album) {
    return word(album * 7) + " of the " + word(album / 5) + " " + album;
  }

  private static String word(int number) {
    return WORDS.get(number % WORDS.size());
  }

  private static OriginPath directory(int album) {
    return OriginPath.of(artist(album) + "/" + album(album));
  }

  private static FoundFile file(int album, int track) {
    int number = track % TRACKS_PER_ALBUM + 1;
    String title = word(track) + " " + word(track / 3) + " " + word(track / 11) + " " + track;
    Tags tags =
        Tags.of(
            Map.of(
                TagField.TITLE, List.of(title),
                TagField.ARTIST, List.of(artist(album)),
                TagField.ALBUMARTIST, List.of(artist(album)),
                TagField.ALBUM, List.of(album(album)),
                TagField.TRACKNUMBER, List.of(Integer.toString(number)),
                TagField.DISCNUMBER, List.of("1"),
                TagField.DATE, List.of(Integer.toString(1960 + album % 60)),
                TagField.GENRE, List.of(album % 3 == 0 ? "Jazz" : "Rock", "Live"),
                TagField.COMPOSER, List.of("Composer " + album % 997)));
    boolean lossless = album % 2 == 0;
    AudioFormat format = lossless ? AudioFormat.FLAC : AudioFormat.MP3;
    long size = (lossless ? 25_000_000L : 8_000_000L) + track * 37L % 5_000_000;
    long mtime = (FIRST_MTIME_SECONDS + track) * 1_000_000_000L;
    Layout layout =
        Layout.of(size, List.of(new Region(Region.Kind.AUDIO, HEAD_BYTES, size - HEAD_BYTES)));
    return new FoundFile(
        directory(album).resolve((number + "." + format.extension()).getBytes(UTF_8)),
        new FileStamp(size, mtime, mtime, 1, 1_000_000L + track, ""),
        false,
        Optional.empty(),
        new FoundContent.Audio(
            new TrackMetadata(
                format,
                tags,
                new AudioProperties(
                    240_000, lossless ? 900_000 : 256_000, 44_100, 2, lossless ? 16 : 0),
                layout,
                Optional.empty(),
                Optional.empty())));
  }
}

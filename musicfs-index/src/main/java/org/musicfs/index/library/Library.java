package org.musicfs.index.library;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.config.TagsConfig;
import org.musicfs.core.content.CachedVersions;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.content.ManifestStore;
import org.musicfs.core.content.NextTrack;
import org.musicfs.core.content.Versions;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.core.tree.FileTree;
import org.musicfs.core.tree.NodeAttributes;
import org.musicfs.index.catalogue.AddedDates;
import org.musicfs.index.catalogue.Catalogue;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.catalogue.LocationKind;
import org.musicfs.index.catalogue.Overrides;
import org.musicfs.index.catalogue.PinnedPaths;
import org.musicfs.index.catalogue.SearchSource;
import org.musicfs.index.catalogue.SyncStore;
import org.musicfs.index.catalogue.TrackPlace;
import org.musicfs.index.catalogue.UserState;
import org.musicfs.index.thumbnail.ThumbnailMaker;
import org.musicfs.index.tree.CatalogueTree;
import org.musicfs.index.tree.Placement;
import org.musicfs.index.tree.TrackAttributes;
import org.musicfs.index.tree.View;
import org.musicfs.index.tree.Views;

/**
 * One library's state: user state and catalogue in one directory, and what is built on them. The
 * caller holds the library's lock. Thread-safe; everything handed out works until {@link #close}.
 *
 * <p>After {@link #open}, which costs the same for ten tracks and a million, and once the mount
 * answers, the daemon calls on a background thread: {@link #maintain}, and {@code
 * treeBuilder().replaceAll}.
 */
public final class Library implements AutoCloseable {
  private static final String TAG_RULES = "tag_rules";

  /** A version that was replaced stays known this long, also for handles older than the process. */
  private static final Duration RETIRED_KEPT = Duration.ofDays(1);

  private static final int PRUNED_AT_ONCE = 500;

  private final UserState user;
  private final Catalogue catalogue;
  private final InstantSource clock;
  private final long openedMillis;
  private final ViewTable viewTable;
  private final Placement placement;
  private final Overrides overrides;
  private final TreeBuilder builder;
  private final OverrideReplay replay;
  private final CatalogueTree tree;
  private final MissingTracks missing = new MissingTracks();
  private final AddedDates dates;
  private final Pins pins;
  private final SyncStore syncStore;

  private Library(UserState user, Catalogue catalogue, Views views, InstantSource clock)
      throws CatalogueException {
    this.user = user;
    this.catalogue = catalogue;
    this.clock = clock;
    this.openedMillis = clock.millis();
    this.viewTable = new ViewTable(views);
    this.placement = new Placement(clock);
    this.tree = new CatalogueTree(catalogue, () -> mounted(views.mounted()));
    this.overrides = new Overrides(user);
    this.dates = new AddedDates(user);
    PinnedPaths pinned = new PinnedPaths(user);
    this.pins = new Pins(catalogue, pinned, clock);
    this.builder = new TreeBuilder(catalogue, placement);
    this.replay = new OverrideReplay(catalogue, overrides, placement, builder);
    this.syncStore =
        new CatalogueSyncStore(
            catalogue, overrides, placement, builder, missing, dates, pinned, clock);
  }

  /**
   * Opens the library in this directory (0700, there already), creating what is missing.
   *
   * @throws org.musicfs.core.error.UserError {@code STATE} if the user state is damaged, or either
   *     database is newer than this musicfs
   * @throws CatalogueException if they cannot be opened for another reason
   */
  public static Library open(Path directory, Views views, InstantSource clock)
      throws CatalogueException {
    UserState user = UserState.open(directory, clock);
    boolean done = false;
    try {
      Catalogue catalogue = Catalogue.open(directory, user, clock);
      try {
        Library library = new Library(user, catalogue, views, clock);
        try {
          library.begin();
        } catch (CatalogueException e) {
          if (!library.replaceDamagedCatalogue()) {
            throw e;
          }
        }
        done = true;
        return library;
      } finally {
        if (!done) {
          catalogue.close();
        }
      }
    } finally {
      if (!done) {
        user.close();
      }
    }
  }

  /** Whether there is a library in this directory. */
  public static boolean exists(Path directory) {
    return UserState.exists(directory);
  }

  /** Brings the catalogue in step with the user state. */
  private void begin() throws CatalogueException {
    List<OriginSpec> mirrored = mirrored();
    for (OriginSpec origin : user.origins()) {
      mirror(origin, mirrored);
    }
    for (OriginSpec origin : mirrored) {
      user.restoreOrigin(origin);
    }
    placement.use(viewTable.bring(catalogue));
    builder.adoptRulesIfEmpty();
    replay.run();
  }

  private View mounted(String name) {
    return placement.views().stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The library's origins, by id. */
  public List<OriginSpec> origins() throws CatalogueException {
    return user.origins();
  }

  /**
   * Adds an origin, or changes the cache policy of the one that has this type and location. Its id
   * is never another's.
   */
  public OriginSpec putOrigin(String type, String location, CachePolicy cache)
      throws CatalogueException {
    OriginSpec origin = user.putOrigin(type, location, cache);
    mirror(origin, mirrored());
    return origin;
  }

  /** The origins as the catalogue has them. */
  private List<OriginSpec> mirrored() throws CatalogueException {
    return status().origins().stream().map(LibraryStatus.OriginState::origin).toList();
  }

  private void mirror(OriginSpec origin, List<OriginSpec> mirrored) throws CatalogueException {
    if (!mirrored.contains(origin)) {
      catalogue.write(
          transaction ->
              transaction
                  .session()
                  .update(
                      "INSERT INTO origins (id, type, location, cache) VALUES (?, ?, ?, ?)"
                          + " ON CONFLICT (id) DO UPDATE SET type = excluded.type,"
                          + " location = excluded.location, cache = excluded.cache",
                      origin.id().value(),
                      origin.type(),
                      origin.location(),
                      origin.cache().key()));
    }
  }

  public SyncStore syncStore() {
    return syncStore;
  }

  /**
   * How tags, playlists and cue sheets are read from now on: if that is not how they were, every
   * track is read again by the next sync.
   */
  public void readTagsBy(TagsConfig config) throws CatalogueException {
    placement.readTextsIn(Charset.forName(config.legacyEncoding()));
    String rules = config.toString();
    if (catalogue.read(session -> Rows.textSetting(session, TAG_RULES)).equals(rules)) {
      return;
    }
    catalogue.write(
        transaction -> {
          transaction
              .session()
              .update("UPDATE locations SET stale = 1 WHERE kind = ?", LocationKind.TRACK.number());
          Rows.setSetting(transaction.session(), TAG_RULES, rules);
          return true;
        });
  }

  /**
   * How long a track whose file vanished is remembered from now on; until this is called it is not.
   */
  public void keepMissingFor(Duration grace) {
    missing.keepFor(grace.toMillis());
  }

  /** What is searched; where a track is found is told as the served view has it. */
  public SearchSource searchSource() {
    return new SearchFeed(catalogue, tree);
  }

  /** The view that is served. */
  public FileTree tree() {
    return tree;
  }

  /** Extended attributes; what is cached of a file is asked of the content store. */
  public NodeAttributes attributes(CachedVersions content) {
    return new TrackAttributes(catalogue, content);
  }

  /**
   * The versions of files.
   *
   * @param listener told which file a reader found changed
   */
  public Versions versions(LocationListener listener) {
    return new CatalogueVersions(catalogue, listener);
  }

  /** What is played after what, by the view that is served. */
  public NextTrack nextTrack() {
    return new FollowingTracks(catalogue, tree::viewId);
  }

  public ManifestStore manifests() {
    return new CatalogueManifests(catalogue);
  }

  /**
   * Lists albums that are one file with a cue sheet as their tracks.
   *
   * @param files opens originals
   * @param legacy what cue sheets are written in that are no UTF-8
   */
  public CueSplitter cueSplitter(CueSplitter.Files files, Charset legacy) {
    return new CueSplitter(catalogue, placement, builder, overrides, files, legacy, clock);
  }

  /**
   * From now on small versions of covers are made when they are looked up. Starts nothing yet.
   *
   * @param content of the covers; to be closed after what this returns
   */
  public ThumbnailMaker makeThumbnails(FileContent content) {
    ThumbnailMaker maker = new ThumbnailMaker(catalogue, content, clock);
    tree.makeThumbnailsBy(maker);
    return maker;
  }

  /** The files that are kept in the chunk store. */
  public Pins pins() {
    return pins;
  }

  public LibraryStatus status() {
    return new LibraryStatus(catalogue);
  }

  public TreeBuilder treeBuilder() {
    return builder;
  }

  /**
   * Sets tag values for a track: they win over its own and survive every rescan. Durable, and
   * visible in the tree, when this returns.
   *
   * @param values by field; an empty list hides the track's own
   */
  public void setOverrides(TrackPlace track, Map<TagField, List<String>> values)
      throws CatalogueException {
    overrides.put(track, java.util.Optional.empty(), values);
    replay.run();
  }

  /** Takes overrides of a track back. */
  public void removeOverrides(TrackPlace track, Set<TagField> fields) throws CatalogueException {
    overrides.remove(track, fields);
    replay.run();
  }

  /** All overrides, by origin, path, part and field. */
  public List<Overrides.TagOverride> overrides() throws CatalogueException {
    return overrides.list();
  }

  /**
   * Called once, on the thread that notices, when a call finds the catalogue damaged. The daemon
   * then calls {@link #replaceDamagedCatalogue} from another thread and syncs every origin.
   */
  public void onDamage(Runnable listener) {
    catalogue.onDamage(listener);
  }

  public boolean isDamaged() {
    return catalogue.isDamaged();
  }

  /**
   * Sets a damaged catalogue aside and goes on with an empty one, while mounted.
   *
   * @return whether there was something to do: every origin must then be synced
   */
  public boolean replaceDamagedCatalogue() throws CatalogueException {
    boolean replaced = catalogue.replaceDamaged();
    if (replaced) {
      begin();
    }
    return replaced;
  }

  /**
   * What may take a while: the user state's daily copy, and letting go of tracks that were missing
   * for too long and of versions that were replaced before this process and more than a day ago. On
   * a background thread, once per start.
   *
   * @throws org.musicfs.core.error.UserError {@code STATE} if the user state is found damaged
   */
  public void maintain() throws CatalogueException {
    user.copyDaily();
    missing.forget(catalogue, dates, clock.millis());
    KeptParts.forget(catalogue, clock.millis() - missing.graceMillis());
    long before = Math.min(openedMillis, clock.millis() - RETIRED_KEPT.toMillis());
    int pruned;
    do {
      pruned = prune(before);
    } while (pruned == PRUNED_AT_ONCE);
  }

  private int prune(long retiredBefore) throws CatalogueException {
    return catalogue.write(
        transaction -> {
          var session = transaction.session();
          List<Long> versions = new ArrayList<>();
          try (var rows =
              session.query(
                  "SELECT version FROM retired WHERE retired_ms < ? LIMIT ?",
                  retiredBefore,
                  PRUNED_AT_ONCE)) {
            while (rows.next()) {
              versions.add(rows.getLong(1));
            }
          }
          for (long version : versions) {
            session.update("DELETE FROM manifests WHERE version = ?", version);
            session.update("DELETE FROM versions WHERE id = ? OR base = ?", version, version);
            session.update("DELETE FROM retired WHERE version = ?", version);
          }
          return versions.size();
        });
  }

  /** Waits for calls in progress and closes both databases. */
  @Override
  public void close() throws CatalogueException {
    try {
      long replayed = catalogue.isDamaged() ? 0 : replay.replayed();
      catalogue.close();
      overrides.forgetChanges(replayed); // the closed catalogue has it on the disk
    } finally {
      user.close();
    }
  }
}

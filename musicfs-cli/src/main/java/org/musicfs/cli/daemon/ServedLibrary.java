package org.musicfs.cli.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.musicfs.cas.ChunkedContent;
import org.musicfs.cas.KnownFiles;
import org.musicfs.cas.StoreConfig;
import org.musicfs.cli.config.TreePlan;
import org.musicfs.cli.config.UserEnvironment;
import org.musicfs.cli.service.DescriptorStore;
import org.musicfs.cli.service.Succession;
import org.musicfs.cli.supervise.Supervisor;
import org.musicfs.core.config.MountConfig;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.fuse.DescriptorKeeper;
import org.musicfs.fuse.Mount;
import org.musicfs.fuse.MountException;
import org.musicfs.fuse.MountOptions;
import org.musicfs.fuse.Mounts;
import org.musicfs.fuse.mountpoint.MountTable;
import org.musicfs.fuse.mountpoint.Mountpoints;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.library.Library;
import org.musicfs.index.tree.Views;
import org.musicfs.origin.OriginFactory;
import org.musicfs.origin.OriginRegistry;
import org.musicfs.origin.OriginTypes;
import org.musicfs.origin.secret.SecretReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that must be there for the mount to answer, and nothing else: lock, library, origins,
 * content, mount, opened in this order and closed in the other. No step is proportional to the
 * library or contacts an origin that the library knows.
 */
final class ServedLibrary implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServedLibrary.class);

  /** How long the daemon before may take from when this one waits to when it has handed over. */
  private static final Duration HANDING_OVER = Duration.ofSeconds(60);

  /** What was opened, the latest first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private final OriginTypes types;
  private final Library library;
  private final List<OriginSpec> specs;
  private final Set<OriginId> cached = new HashSet<>();
  private final OriginRegistry origins;
  private final ChunkedContent content;
  private final Mount mount;
  private final DescriptorKeeper keeper;
  private final long pauseMillis;

  /** Told by a reader that a file at an origin is not what it was. */
  @FunctionalInterface
  interface ChangeListener {
    void changed(OriginId origin, OriginPath path);
  }

  private ServedLibrary(
      MountRequest request,
      UserEnvironment environment,
      ChangeListener listener,
      Metrics metrics,
      InstantSource clock)
      throws IOException, CatalogueException, MountException {
    MusicfsConfig config = request.config();
    Views views = TreePlan.of(config, request.view());
    types = OriginTypes.ofThisApplication();
    OriginPlan plan = OriginPlan.of(request, types);
    DescriptorKeeper keeper =
        DescriptorStore.from(environment.variables(), ProcessHandle.current().pid());
    // A mount that was kept for us does not answer before we serve it.
    boolean taken = !keeper.taken(DescriptorKeeper.DEVICE).isEmpty();
    Path state = request.directories().state();
    Path lock = state.resolve(LibraryLock.FILE);
    Optional<LibraryLock.Holder> holder = taken ? Optional.empty() : LibraryLock.holder(lock);
    if (holder.isPresent()) {
      throw LibraryLock.refusal(request.directories().library(), holder.get());
    }
    Mountpoints mountpoints = new Mountpoints(new MountTable());
    Path mountpoint =
        taken
            ? mountpoints.locate(request.mountpoint())
            : mountpoints.check(request.mountpoint(), plan.paths());
    if (plan.isEmpty() && !Library.exists(state)) {
      throw OriginPlan.noOrigin();
    }
    boolean done = false;
    try {
      request.directories().create(environment);
      open(lock(lock, request, mountpoint, environment, Succession.await(keeper)));
      DaemonLog.open(request.directories().log(), config.log().level().key(), request.console());
      library = open(Library.open(state, views, clock));
      OriginFactory factory =
          new OriginFactory(
              types,
              config.origins(request.directories().library()),
              new SecretReader(environment.variables(), environment.uid()));
      plan.tryNew(library, factory);
      specs = plan.record(library);
      if (!taken) {
        mountpoints.check(mountpoint, OriginPlan.paths(specs));
      }
      Path store = request.directories().cache();
      origins = open(new OriginRegistry());
      for (OriginSpec spec : specs) {
        origins.add(factory.create(spec));
        if (plan.cached(spec, store)) {
          cached.add(spec.id());
        }
      }
      content =
          open(
              ChunkedContent.open(
                  store(store, config).withQuotas(plan.quotas(specs, config.cache().limitBytes())),
                  new KnownFiles(
                      library.versions(listener::changed),
                      library.manifests(),
                      library.pins(),
                      library.nextTrack()),
                  origins,
                  cached::contains,
                  metrics,
                  clock));
      FileContent files = content.content();
      open(library.makeThumbnails(files));
      mount =
          open(
              Mounts.mount(
                  library.tree(),
                  library.attributes(content.store()),
                  files,
                  options(mountpoint, request),
                  keeper,
                  metrics,
                  clock));
      pauseMillis = Handover.end(state, taken);
      this.keeper = keeper;
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /**
   * Opens and mounts.
   *
   * @throws UserError for everything a person can mend; nothing is left behind then
   */
  static ServedLibrary open(
      MountRequest request,
      UserEnvironment environment,
      ChangeListener listener,
      Metrics metrics,
      InstantSource clock) {
    try {
      return new ServedLibrary(request, environment, listener, metrics, clock);
    } catch (MountException e) {
      throw new UserError(
          ExitCode.MOUNTPOINT,
          String.valueOf(e.getMessage()),
          "musicfs doctor looks for the cause");
    } catch (CatalogueException e) {
      throw new UserError(
          ExitCode.STATE,
          String.valueOf(e.getMessage()),
          "check the permissions and the disk of " + request.directories().state());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T extends AutoCloseable> T open(T part) {
    opened.push(part);
    return part;
  }

  private static LibraryLock lock(
      Path file, MountRequest request, Path mountpoint, UserEnvironment environment, boolean isNext)
      throws IOException {
    var lock =
        LibraryLock.take(
            file, mountpoint, supervisor(environment), isNext ? HANDING_OVER : LibraryLock.USUAL);
    if (lock.isPresent()) {
      return lock.get();
    }
    throw LibraryLock.refusal(
        request.directories().library(),
        LibraryLock.holder(file).orElse(new LibraryLock.Holder(0, "?", 0)));
  }

  /** Our supervisor, unless it was somebody else further up who had one; 0 if there is none. */
  static long supervisor(UserEnvironment environment) {
    return ProcessHandle.current()
        .parent()
        .map(ProcessHandle::pid)
        .filter(
            pid ->
                environment
                    .variable(Supervisor.PID_VARIABLE)
                    .filter(Long.toString(pid)::equals)
                    .isPresent())
        .orElse(0L);
  }

  private static StoreConfig store(Path directory, MusicfsConfig config) {
    StoreConfig wanted =
        StoreConfig.of(directory, config.cache(), config.content())
            .withWholeFiles(config.fuse().passthrough() && config.fuse().passthroughCached());
    Descriptors descriptors = Descriptors.ofThisProcess();
    return wanted.withOpenFiles(
        descriptors.share(wanted.reading().openChunks(), 0.6),
        descriptors.share(wanted.reading().openOriginFiles(), 0.2));
  }

  private static MountOptions options(Path mountpoint, MountRequest request) {
    MountConfig config = request.config().mount();
    MountOptions plain =
        MountOptions.forProcess(mountpoint, request.directories().library().value());
    return plain
        .withAllowOther(config.allowOther())
        .withOwner(config.uid().orElse(plain.uid()), config.gid().orElse(plain.gid()))
        .withUmask(config.umask())
        .withFuse(request.config().fuse());
  }

  Library library() {
    return library;
  }

  /** Finds the origins that a person means. */
  OriginTargets targets() {
    return new OriginTargets(specs, types);
  }

  boolean isCached(OriginId origin) {
    return cached.contains(origin);
  }

  OriginRegistry origins() {
    return origins;
  }

  ChunkedContent content() {
    return content;
  }

  Mount mount() {
    return mount;
  }

  /** Whether the mount outlives this process, and somebody is there who starts the next one. */
  boolean isKept() {
    return mount.isKept() && keeper.isPresent();
  }

  /**
   * How long requests waited, in milliseconds, from when the daemon before handed over its mount;
   * -1 if none did.
   */
  long pauseMillis() {
    return pauseMillis;
  }

  @Override
  public void close() {
    List<AutoCloseable> parts = new ArrayList<>(opened);
    opened.clear();
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        log.error("closing {} failed", part.getClass().getSimpleName(), e);
      }
    }
  }
}

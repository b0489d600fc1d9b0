package org.musicfs.origin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.Nearest;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.FileUri;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginProvider;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.origin.local.LocalOrigins;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The types of origins there are, and what a person means by a place: a path, or a URL whose scheme
 * is a type. The built-in one, {@code local}, is always there; the others are the {@link
 * OriginProvider}s that {@link ServiceLoader} finds, looked for when the first URL is met, since
 * most libraries have none. Thread-safe; contacts nothing but the local file system.
 */
public final class OriginTypes {
  private static final Logger log = LoggerFactory.getLogger(OriginTypes.class);
  private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9]*");

  /** The scheme of directories of this machine. */
  private static final String FILE = "file";

  private final LocalOrigins local = new LocalOrigins();
  private final Supplier<List<OriginProvider>> source;
  private @Nullable SortedMap<String, OriginProvider> providers;

  private OriginTypes(Supplier<List<OriginProvider>> source) {
    this.source = source;
  }

  /** Those that come with this application. */
  public static OriginTypes ofThisApplication() {
    return of(OriginTypes.class.getClassLoader());
  }

  /** Those a class loader finds. One that is broken or of another API is logged and left out. */
  static OriginTypes of(ClassLoader loader) {
    return new OriginTypes(() -> find(loader));
  }

  /** These and local directories. */
  public static OriginTypes of(List<OriginProvider> providers) {
    return new OriginTypes(() -> providers);
  }

  private static List<OriginProvider> find(ClassLoader loader) {
    List<OriginProvider> found = new ArrayList<>();
    Iterator<OriginProvider> services = ServiceLoader.load(OriginProvider.class, loader).iterator();
    boolean more = true;
    while (more) {
      try {
        more = services.hasNext();
        if (more) {
          found.add(services.next());
        }
      } catch (ServiceConfigurationError | LinkageError e) {
        log.error("a type of origins is left out: {}", e.toString());
      }
    }
    return found;
  }

  private synchronized SortedMap<String, OriginProvider> providers() {
    if (providers == null) {
      SortedMap<String, OriginProvider> usable = new TreeMap<>();
      source.get().forEach(provider -> addIfUsable(provider, usable));
      providers = usable;
    }
    return providers;
  }

  private static void addIfUsable(
      OriginProvider provider, SortedMap<String, OriginProvider> usable) {
    String name = provider.getClass().getName();
    try {
      String type = provider.type();
      if (provider.apiVersion() != OriginProvider.API_VERSION) {
        log.error(
            "{} is left out: it is made for version {} of the interface, this is {}",
            name,
            provider.apiVersion(),
            OriginProvider.API_VERSION);
      } else if (!TYPE.matcher(type).matches() || isLocal(type) || usable.containsKey(type)) {
        log.error("{} is left out: its type '{}' is taken or no type's name", name, type);
      } else {
        usable.put(type, provider);
      }
    } catch (RuntimeException | LinkageError e) {
      log.error("{} is left out: {}", name, e.toString());
    }
  }

  private static boolean isLocal(String type) {
    return type.equals(LocalOrigins.TYPE) || type.equals(FILE);
  }

  /** Whether this is a URL or a file URI, and not a path. */
  public static boolean isUri(String typed) {
    return URL.matcher(typed).matches() || typed.startsWith(FILE + ":/");
  }

  /** Whether a location, or what a person typed for one, is a directory of this machine. */
  public static boolean isLocalPlace(String place) {
    Matcher url = URL.matcher(place);
    return !url.matches() || scheme(url).equals(FILE);
  }

  private static String scheme(Matcher url) {
    return url.group(1).toLowerCase(Locale.ROOT);
  }

  /** The type of the origin at a location. */
  public static String typeOf(String location) {
    Matcher url = URL.matcher(location);
    return !url.matches() || isLocalPlace(location) ? LocalOrigins.TYPE : scheme(url);
  }

  /** Makes local origins. */
  public LocalOrigins local() {
    return local;
  }

  /** The types that are reached by a protocol, sorted. */
  public List<String> remote() {
    return List.copyOf(providers().keySet());
  }

  /** What makes origins of this type; empty for {@code local} and for a type that is not there. */
  public Optional<OriginProvider> provider(String type) {
    return isLocal(type) ? Optional.empty() : Optional.ofNullable(providers().get(type));
  }

  /**
   * What makes the origin at a URL.
   *
   * @throws UserError {@code ORIGIN} if its scheme is no type
   */
  public OriginProvider providerOf(String url) {
    String scheme = typeOf(url);
    return provider(scheme).orElseThrow(() -> unknownType(scheme));
  }

  private UserError unknownType(String scheme) {
    List<String> schemes = new ArrayList<>(remote());
    schemes.add(FILE);
    String guess =
        Nearest.to(scheme, schemes).map(near -> "did you mean " + near + "://? ").orElse("");
    return new UserError(
        ExitCode.ORIGIN,
        "there is no type of origins '" + scheme + "'",
        guess + "an origin is a directory, or a URL of " + String.join("://, ", schemes) + "://");
  }

  /**
   * The location of an origin that a person named: in one spelling, without a secret.
   *
   * @param typed a path or a URL
   * @throws UserError {@code ORIGIN} if it cannot be one; a directory of this machine is looked at
   */
  public String location(String typed) {
    if (isLocalPlace(typed)) {
      return local.location(typed);
    }
    OriginProvider provider = providerOf(typed);
    refusePassword(typed);
    return provider.location(typed);
  }

  private static void refusePassword(String url) {
    String authority = url.substring(url.indexOf("://") + 3).split("[/?#]", 2)[0];
    int at = authority.lastIndexOf('@');
    if (at >= 0 && authority.substring(0, at).indexOf(':') >= 0) {
      throw new UserError(
          ExitCode.ORIGIN,
          "the " + typeOf(url) + " URL holds a password, which others would see",
          "leave it out, and say in [[origin]] where it is to be had: docs/origins.md");
    }
  }

  /**
   * Where a place that a person named lies below an origin; empty if it does not. It need not
   * exist.
   *
   * @param typed absolute path or URL
   * @throws UserError {@code ORIGIN} if it is a URL of the origin's type and malformed
   */
  public Optional<OriginPath> locate(OriginSpec spec, String typed) {
    if (spec.type().equals(LocalOrigins.TYPE)) {
      return isLocalPlace(typed) ? local.locate(spec, typed) : Optional.empty();
    }
    if (!typeOf(typed).equals(spec.type())) {
      return Optional.empty();
    }
    boolean isKnown = provider(spec.type()).isPresent();
    return below(spec.location(), isKnown ? location(typed) : typed);
  }

  /** What of a location is behind another is percent-encoded, as a file URI's path is. */
  private static Optional<OriginPath> below(String root, String location) {
    String start = root.endsWith("/") ? root : root + "/";
    if (location.equals(root) || location.equals(start)) {
      return Optional.of(OriginPath.ROOT);
    }
    if (!location.startsWith(start)) {
      return Optional.empty();
    }
    byte @Nullable [] path = FileUri.path(FILE + ":///" + location.substring(start.length()));
    if (path == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(OriginPath.of(Arrays.copyOfRange(path, 1, path.length)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // two slashes, or dots
    }
  }
}

package org.musicfs.cli.daemon;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.musicfs.core.config.CacheQuota;
import org.musicfs.core.config.OriginConfig;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.library.Library;
import org.musicfs.origin.OriginFactory;
import org.musicfs.origin.OriginTypes;
import org.musicfs.origin.local.LocalOrigins;

/**
 * Which origins a mount serves: those the library has, those of the configuration, those named on
 * the command line. What is new is checked before anything is written; what the library knows
 * already may be out of reach.
 */
final class OriginPlan {
  private final OriginTypes types;

  /** Location to policy, as asked for; empty where nothing was said. */
  private final Map<String, Optional<CachePolicy>> wanted;

  /** Location to how much of the chunk store it may take. */
  private final Map<String, CacheQuota> quotas;

  /** Locations named on the command line. */
  private final Set<String> typed;

  private OriginPlan(
      OriginTypes types,
      Map<String, Optional<CachePolicy>> wanted,
      Map<String, CacheQuota> quotas,
      Set<String> typed) {
    this.types = types;
    this.wanted = wanted;
    this.quotas = quotas;
    this.typed = typed;
  }

  /**
   * Looks at what was asked for.
   *
   * @throws UserError {@code ORIGIN} if an origin named on the command line is of no known type, or
   *     a directory that is missing or unreadable
   */
  static OriginPlan of(MountRequest request, OriginTypes types) {
    Map<String, Optional<CachePolicy>> wanted = new LinkedHashMap<>();
    Map<String, CacheQuota> quotas = new HashMap<>();
    for (OriginConfig origin : request.config().origins(request.directories().library())) {
      String location =
          switch (origin.place()) {
            case OriginConfig.Directory directory -> configured(directory, types.local());
            case OriginConfig.Remote remote -> remote.location();
          };
      wanted.put(location, Optional.of(origin.cache()));
      origin.quota().ifPresent(quota -> quotas.put(location, quota));
    }
    Set<String> typed = new LinkedHashSet<>();
    for (String place : request.origins()) {
      String location = types.location(place);
      typed.add(location);
      wanted.put(
          location, request.cache().or(() -> wanted.getOrDefault(location, Optional.empty())));
    }
    return new OriginPlan(types, wanted, quotas, typed);
  }

  /**
   * A configured directory whose disk is away today must not stop the service: it is taken as
   * written.
   */
  private static String configured(OriginConfig.Directory directory, LocalOrigins local) {
    try {
      return local.location(directory.path().toString());
    } catch (UserError e) {
      return local.locationUnchecked(directory.path());
    }
  }

  /** Whether nothing was asked for. */
  boolean isEmpty() {
    return wanted.isEmpty();
  }

  /** Directories on this machine that are asked for. */
  List<Path> paths() {
    return paths(wanted.keySet());
  }

  /** Directories on this machine of these origins. */
  static List<Path> paths(List<OriginSpec> specs) {
    return paths(specs.stream().map(OriginSpec::location).toList());
  }

  private static List<Path> paths(Collection<String> locations) {
    return locations.stream()
        .filter(OriginTypes::isLocalPlace)
        .map(location -> Path.of(URI.create(location)))
        .toList();
  }

  /**
   * Looks at the URLs that were named on the command line and are new to the library, as at
   * directories before: what is mistyped must not join it.
   *
   * @param factory of origins that are made, asked and closed
   * @throws UserError {@code ORIGIN} if one cannot be listed now
   */
  void tryNew(Library library, OriginFactory factory) throws CatalogueException {
    Set<String> known = new HashSet<>();
    library.origins().forEach(spec -> known.add(spec.location()));
    for (String location : typed) {
      if (!OriginTypes.isLocalPlace(location) && !known.contains(location)) {
        tryOne(location, factory);
      }
    }
  }

  private static void tryOne(String location, OriginFactory factory) {
    OriginSpec spec =
        new OriginSpec(new OriginId(1), OriginTypes.typeOf(location), location, CachePolicy.FALSE);
    try (Origin origin = factory.create(spec)) {
      switch (origin.list(OriginPath.ROOT)) {
        case Answer.Present<DirectoryListing> present -> {}
        case Answer.Unknown<DirectoryListing> unknown -> throw OriginTrouble.of(unknown.cause());
        case Answer.Absent<DirectoryListing> absent ->
            throw new UserError(
                ExitCode.ORIGIN,
                origin.displayName() + ": there is no such directory",
                "it answers: check the path");
      }
    }
  }

  /**
   * Writes what is new into the library.
   *
   * @return every origin of the library, by id
   * @throws UserError {@code ORIGIN} if the library has none
   */
  List<OriginSpec> record(Library library) throws CatalogueException {
    Map<String, OriginSpec> known = new LinkedHashMap<>();
    library.origins().forEach(spec -> known.put(spec.location(), spec));
    for (var entry : wanted.entrySet()) {
      OriginSpec there = known.get(entry.getKey());
      CachePolicy policy =
          entry.getValue().orElse(there == null ? CachePolicy.TRUE : there.cache());
      if (there == null || there.cache() != policy) {
        String type = OriginTypes.typeOf(entry.getKey());
        known.put(entry.getKey(), library.putOrigin(type, entry.getKey(), policy));
      }
    }
    if (known.isEmpty()) {
      throw noOrigin();
    }
    return new ArrayList<>(known.values());
  }

  /**
   * How much of the chunk store each origin may take, in bytes; origins without a quota are not
   * there.
   */
  Map<OriginId, Long> quotas(List<OriginSpec> specs, long limitBytes) {
    Map<OriginId, Long> bytes = new HashMap<>();
    for (OriginSpec spec : specs) {
      CacheQuota quota = quotas.get(spec.location());
      if (quota != null) {
        bytes.put(spec.id(), quota.of(limitBytes));
      }
    }
    return bytes;
  }

  static UserError noOrigin() {
    return new UserError(
        ExitCode.ORIGIN,
        "the library has no origin yet",
        "name a directory of music, or a URL: musicfs mount ~/Music ~/mnt/music");
  }

  /** Whether an origin's files go through the chunk store in {@code cache}. */
  boolean cached(OriginSpec spec, Path cache) {
    return switch (spec.cache()) {
      case TRUE -> true;
      case FALSE -> false;
      case AUTO ->
          !OriginTypes.isLocalPlace(spec.location()) || !types.local().sameFileSystem(spec, cache);
    };
  }
}

package org.musicfs.cli.daemon;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.config.CacheQuota;
import org.musicfs.core.config.OriginConfig;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.index.catalogue.CatalogueException;
import org.musicfs.index.library.Library;
import org.musicfs.origin.local.LocalOrigins;

/**
 * Which origins a mount serves: those the library has, those of the configuration, those named on
 * the command line. What is new is checked before anything is written; what the library knows
 * already may be out of reach.
 */
final class OriginPlan {
  private final LocalOrigins local;

  /** Location to policy, as asked for; empty where nothing was said. */
  private final Map<String, Optional<CachePolicy>> wanted;

  /** Location to how much of the chunk store it may take. */
  private final Map<String, CacheQuota> quotas;

  private OriginPlan(
      LocalOrigins local,
      Map<String, Optional<CachePolicy>> wanted,
      Map<String, CacheQuota> quotas) {
    this.local = local;
    this.wanted = wanted;
    this.quotas = quotas;
  }

  /**
   * Looks at what was asked for.
   *
   * @throws UserError {@code ORIGIN} if an origin named on the command line is missing or
   *     unreadable
   */
  static OriginPlan of(MountRequest request, LocalOrigins local) {
    Map<String, Optional<CachePolicy>> wanted = new LinkedHashMap<>();
    Map<String, CacheQuota> quotas = new HashMap<>();
    for (OriginConfig origin : request.config().origins()) {
      if (origin.library().equals(request.directories().library())) {
        String location = configured(origin, local);
        wanted.put(location, Optional.of(origin.cache()));
        origin.quota().ifPresent(quota -> quotas.put(location, quota));
      }
    }
    for (Path typed : request.origins()) {
      String location = local.location(typed.toString());
      wanted.put(
          location, request.cache().or(() -> wanted.getOrDefault(location, Optional.empty())));
    }
    return new OriginPlan(local, wanted, quotas);
  }

  /**
   * A configured origin whose disk is away today must not stop the service: it is taken as written.
   */
  private static String configured(OriginConfig origin, LocalOrigins local) {
    try {
      return local.location(origin.path().toString());
    } catch (UserError e) {
      return local.locationUnchecked(origin.path());
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
    return locations.stream().map(l -> Path.of(URI.create(l))).toList();
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
        known.put(entry.getKey(), library.putOrigin(LocalOrigins.TYPE, entry.getKey(), policy));
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
        "name a directory of music: musicfs mount ~/Music ~/mnt/music");
  }

  /** Whether an origin's files go through the chunk store in {@code cache}. */
  boolean cached(OriginSpec spec, Path cache) {
    return switch (spec.cache()) {
      case TRUE -> true;
      case FALSE -> false;
      case AUTO -> !local.sameFileSystem(spec, cache);
    };
  }
}

package org.musicfs.origin;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.Origins;

/** The origins of the running library; owns and closes them. Thread-safe. */
public final class OriginRegistry implements Origins, AutoCloseable {
  private final ConcurrentSkipListMap<OriginId, Origin> origins =
      new ConcurrentSkipListMap<>(Comparator.comparingInt(OriginId::value));

  /**
   * Adds an origin and takes over closing it.
   *
   * @throws IllegalStateException if its id is taken
   */
  public void add(Origin origin) {
    if (origins.putIfAbsent(origin.id(), origin) != null) {
      throw new IllegalStateException("origin " + origin.id().value() + " is there already");
    }
  }

  @Override
  public Optional<Origin> find(OriginId id) {
    return Optional.ofNullable(origins.get(id));
  }

  @Override
  public Collection<Origin> all() {
    return Collections.unmodifiableCollection(origins.values());
  }

  @Override
  public void close() {
    origins.values().forEach(Origin::close);
  }
}

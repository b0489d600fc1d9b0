package org.musicfs.origin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.config.OriginConfig;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginProvider;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.core.origin.Secrets;
import org.musicfs.origin.local.LocalOrigins;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes origins of every type, with what the configuration says of their locations. Thread-safe.
 */
public final class OriginFactory {
  private static final Logger log = LoggerFactory.getLogger(OriginFactory.class);

  private final OriginTypes types;
  private final Secrets secrets;
  private final Map<String, OriginConfig.Remote> configured = new HashMap<>();

  /**
   * @param configured what the configuration says of one library's origins
   * @param secrets where origins look their secrets up
   */
  public OriginFactory(OriginTypes types, List<OriginConfig> configured, Secrets secrets) {
    this.types = types;
    this.secrets = secrets;
    for (OriginConfig origin : configured) {
      if (origin.place() instanceof OriginConfig.Remote remote) {
        this.configured.put(remote.location(), remote);
      }
    }
  }

  /**
   * The origin this describes. Does not contact it: an origin that is gone today is made all the
   * same and answers unknown, and so is one of a type that is not there.
   *
   * @throws UserError {@code STATE} if its location is not understood, {@code CONFIG} if what is
   *     configured for it cannot be
   */
  public Origin create(OriginSpec spec) {
    if (spec.type().equals(LocalOrigins.TYPE)) {
      return types.local().create(spec);
    }
    Optional<OriginProvider> provider = types.provider(spec.type());
    if (provider.isEmpty()) {
      log.error(
          "{} is out of reach: this musicfs has no origins of type '{}'",
          spec.location(),
          spec.type());
      return new OriginWithoutType(spec);
    }
    return provider.get().create(spec.id(), spec.location(), options(spec.location()));
  }

  private OriginOptions options(String location) {
    OriginConfig.Remote said = configured.get(location);
    return said == null
        ? new OriginOptions(
            Map.of(),
            OriginOptions.Timeouts.DEFAULT,
            OriginConfig.Remote.DEFAULT_CONNECTIONS,
            secrets)
        : said.options(secrets);
  }
}

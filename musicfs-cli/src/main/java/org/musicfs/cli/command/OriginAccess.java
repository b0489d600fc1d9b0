package org.musicfs.cli.command;

import org.musicfs.cli.config.UserEnvironment;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.origin.OriginFactory;
import org.musicfs.origin.OriginTypes;
import org.musicfs.origin.secret.SecretReader;

/** Origins for commands that look at them without a daemon. */
final class OriginAccess {
  private OriginAccess() {}

  /** Makes origins with what the configuration says of those of the command's library. */
  static OriginFactory factory(CommandContext context) {
    return factory(context, OriginTypes.ofThisApplication());
  }

  private static OriginFactory factory(CommandContext context, OriginTypes types) {
    UserEnvironment environment = context.environment();
    return new OriginFactory(
        types,
        context.config().config().origins(context.library()),
        new SecretReader(environment.variables(), environment.uid()));
  }

  /**
   * The origin at a place that a person typed, which no library needs to know. The caller closes
   * it.
   *
   * @throws UserError {@code ORIGIN} if it cannot be one
   */
  static Origin open(CommandContext context, String typed) {
    OriginTypes types = OriginTypes.ofThisApplication();
    String location = types.location(typed);
    return factory(context, types)
        .create(
            new OriginSpec(
                new OriginId(1), OriginTypes.typeOf(location), location, CachePolicy.FALSE));
  }
}

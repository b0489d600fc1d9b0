package org.musicfs.cli.config;

import java.util.List;
import java.util.Locale;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginKey;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginProvider;

/** A type of origins as the configuration sees it: keys and locations. */
record StandInProvider(String type, List<OriginKey> keys) implements OriginProvider {
  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public String location(String typed) {
    String location = typed.toLowerCase(Locale.ROOT).replaceFirst("/+$", "");
    if (!location.matches(type + "://[a-z@]+(/.*)?")) {
      throw new UserError(
          ExitCode.ORIGIN, "'" + typed + "' names no host", "write " + type + "://HOST");
    }
    return location;
  }

  @Override
  public Origin create(OriginId id, String location, OriginOptions options) {
    throw new UnsupportedOperationException("a configuration makes no origins");
  }
}

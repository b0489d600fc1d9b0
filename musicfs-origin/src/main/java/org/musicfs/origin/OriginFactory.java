package org.musicfs.origin;

import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.origin.local.LocalOrigins;

/** Makes origins of every known type. Thread-safe. */
public final class OriginFactory {
  private final LocalOrigins local;

  public OriginFactory(LocalOrigins local) {
    this.local = local;
  }

  /**
   * The origin this describes. Does not contact it: an origin of the library that is gone today is
   * made all the same, and answers unknown.
   *
   * @throws UserError {@code STATE} if its type or location is not understood
   */
  public Origin create(OriginSpec spec) {
    if (spec.type().equals(LocalOrigins.TYPE)) {
      return local.create(spec);
    }
    throw new UserError(
        ExitCode.STATE,
        "origin " + spec.id().value() + " is of the unknown type '" + spec.type() + "'",
        "the library was written by a newer musicfs; use that one");
  }
}

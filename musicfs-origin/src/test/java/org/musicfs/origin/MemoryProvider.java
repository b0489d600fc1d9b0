package org.musicfs.origin;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginKey;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginProvider;
import org.musicfs.core.testing.FakeOrigin;

/** Origins in memory at {@code memory://NAME/path}, in lower case; remembers what it was given. */
public final class MemoryProvider implements OriginProvider {
  final AtomicReference<@Nullable OriginOptions> given = new AtomicReference<>();
  private final String type;
  private final int apiVersion;

  /** For the service loader. */
  public MemoryProvider() {
    this("memory", API_VERSION);
  }

  MemoryProvider(String type, int apiVersion) {
    this.type = type;
    this.apiVersion = apiVersion;
  }

  @Override
  public int apiVersion() {
    return apiVersion;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public List<OriginKey> keys() {
    return List.of(new OriginKey("password_from", OriginKey.Kind.SECRET, "a password"));
  }

  @Override
  public String location(String typed) {
    String location = typed.toLowerCase(Locale.ROOT).replaceFirst("/+$", "");
    if (!location.matches(type + "://[a-z@]+(/.*)?")) {
      throw new UserError(ExitCode.ORIGIN, "'" + typed + "' names no memory", "name one");
    }
    return location;
  }

  @Override
  public Origin create(OriginId id, String location, OriginOptions options) {
    given.set(options);
    return new FakeOrigin(id.value());
  }
}

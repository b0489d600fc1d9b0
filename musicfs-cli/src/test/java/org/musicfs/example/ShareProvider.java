package org.musicfs.example;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.FileUri;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginKey;
import org.musicfs.core.origin.OriginKey.Kind;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginProvider;

/**
 * Origins at {@code share://HOST/path}: a directory of this machine that is treated as one of
 * another, with a password and a delay.
 */
public final class ShareProvider implements OriginProvider {
  static final String DELAY = "delay_millis";
  static final String PASSWORD = "password_from";

  private static final Pattern LOCATION =
      Pattern.compile("share://([a-z0-9.-]+)(/.*)", Pattern.CASE_INSENSITIVE);

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public String type() {
    return "share";
  }

  @Override
  public List<OriginKey> keys() {
    return List.of(
        new OriginKey(DELAY, Kind.NUMBER, "milliseconds that everything takes"),
        new OriginKey(PASSWORD, Kind.SECRET, "what the share's file .password holds"));
  }

  @Override
  public String location(String typed) {
    Matcher url = LOCATION.matcher(typed);
    byte @Nullable [] path = url.matches() ? FileUri.path("file://" + url.group(2)) : null;
    if (path == null) {
      throw new UserError(
          ExitCode.ORIGIN, "'" + typed + "' is no share", "a share is share://HOST/path");
    }
    String absolute = FileUri.of(path).substring("file://".length());
    return "share://" + url.group(1).toLowerCase(Locale.ROOT) + absolute;
  }

  @Override
  public Origin create(OriginId id, String location, OriginOptions options) {
    Matcher url = LOCATION.matcher(location);
    if (!url.matches()) {
      throw new UserError(ExitCode.STATE, "'" + location + "' is no share", "");
    }
    return new ShareOrigin(id, location, "file://" + url.group(2), options);
  }
}

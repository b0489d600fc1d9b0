package org.musicfs.origin.s3;

import java.util.List;
import java.util.Optional;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginKey;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginProvider;

/** Makes origins in S3 buckets. Stateless, thread-safe. */
public final class S3Provider implements OriginProvider {
  static final String ENDPOINT = "endpoint";
  static final String REGION = "region";
  static final String PATH_STYLE = "path_style";
  static final String PROFILE = "profile";
  static final String ACCESS_KEY = "access_key_from";
  static final String SECRET_KEY = "secret_key_from";
  static final String ANONYMOUS = "anonymous";

  private static final String URL = "url";
  private static final String FORM = "write s3://bucket/prefix";

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public String type() {
    return S3Location.SCHEME;
  }

  @Override
  public List<OriginKey> keys() {
    return List.of(
        new OriginKey(
            ENDPOINT, OriginKey.Kind.TEXT, "URL of a server that is not Amazon's, without a path"),
        new OriginKey(REGION, OriginKey.Kind.TEXT, "region of the bucket"),
        new OriginKey(
            PATH_STYLE,
            OriginKey.Kind.FLAG,
            "name the bucket in the path and not in the host, as many servers want it"),
        new OriginKey(PROFILE, OriginKey.Kind.TEXT, "profile of ~/.aws whose credentials are used"),
        new OriginKey(ACCESS_KEY, OriginKey.Kind.SECRET, "where the access key is"),
        new OriginKey(SECRET_KEY, OriginKey.Kind.SECRET, "where the secret key is"),
        new OriginKey(ANONYMOUS, OriginKey.Kind.FLAG, "ask without credentials"));
  }

  @Override
  public String location(OriginOptions options) {
    String url =
        options
            .text(URL)
            .orElseThrow(() -> new UserError(ExitCode.CONFIG, "an S3 origin has no url", FORM));
    S3Location location = parse(url, ExitCode.CONFIG);
    Optional<String> endpoint = options.text(ENDPOINT);
    if (endpoint.isEmpty()) {
      return location.toString();
    }
    S3Location there =
        new S3Location(location.bucket(), location.prefix(), Optional.of(checked(endpoint.get())));
    if (location.endpoint().isPresent() && !location.equals(there)) {
      throw new UserError(
          ExitCode.CONFIG, "url and " + ENDPOINT + " name different servers", "leave one out");
    }
    return there.toString();
  }

  private static String checked(String endpoint) {
    try {
      return S3Location.endpoint(endpoint);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          ExitCode.CONFIG,
          ENDPOINT + " cannot be: " + e.getMessage(),
          "write " + ENDPOINT + " = \"https://host:port\"");
    }
  }

  @Override
  public String location(String typed) {
    return parse(typed, ExitCode.ORIGIN).toString();
  }

  private static S3Location parse(String typed, ExitCode code) {
    try {
      return S3Location.parse(typed);
    } catch (IllegalArgumentException e) {
      boolean secret = typed.matches("(?is)s3://[^/]*@.*|.*endpoint=.*@.*");
      throw new UserError(
          code,
          secret
              ? "an S3 location must not hold a key"
              : "'" + typed + "' is no S3 location: " + e.getMessage(),
          secret ? "leave it out and say where it is with " + SECRET_KEY : FORM);
    }
  }

  @Override
  public Origin create(OriginId id, String location, OriginOptions options) {
    if (options.text(ACCESS_KEY).isPresent() != options.text(SECRET_KEY).isPresent()) {
      throw new UserError(
          ExitCode.CONFIG,
          "an S3 origin has one of " + ACCESS_KEY + " and " + SECRET_KEY,
          "set both or neither");
    }
    S3Location where = parse(location, ExitCode.STATE);
    return new S3Origin(id, where, new Bucket(where, options), options.timeouts());
  }
}

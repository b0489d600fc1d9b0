package org.musicfs.origin.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginOptions;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The client of one bucket, made with the first request: loading the SDK takes most of a second.
 * Thread-safe.
 */
final class Bucket implements AutoCloseable {
  private final S3Location location;
  private final OriginOptions options;
  private final AwsCredentialsProvider credentials;
  private @Nullable S3Client client;
  private boolean closed;

  Bucket(S3Location location, OriginOptions options) {
    this.location = location;
    this.options = options;
    this.credentials = credentials(options);
  }

  String name() {
    return location.bucket();
  }

  /**
   * Asks the server.
   *
   * @param about what it is for, for messages
   * @throws OriginException whatever the SDK or {@code request} throws, as {@link S3Failure} tells
   *     it
   */
  <T> T ask(String about, Function<S3Client, T> request) throws OriginException {
    return ask(about, () -> true, request);
  }

  /**
   * Asks the server, and once more if the connection turns out to be dead: servers close those that
   * nobody used for a while.
   *
   * @param repeatable whether nothing of an answer has been used
   */
  <T> T ask(String about, BooleanSupplier repeatable, Function<S3Client, T> request)
      throws OriginException {
    try {
      try {
        return request.apply(client());
      } catch (SdkClientException e) {
        if (!S3Failure.isDeadConnection(e) || !repeatable.getAsBoolean()) {
          throw e;
        }
        return request.apply(client());
      }
    } catch (RuntimeException e) {
      OriginException failure = S3Failure.about(about, e);
      if (failure.reason() == Reason.DENIED && credentials instanceof StoredKeys stored) {
        stored.forget();
      }
      throw failure;
    }
  }

  private synchronized S3Client client() {
    if (closed) {
      throw new IllegalStateException("the origin is closed");
    }
    S3Client made = client;
    if (made == null) {
      made = make();
      client = made;
    }
    return made;
  }

  @SuppressWarnings("deprecation") // of the SDK's client on Apache HttpClient 4; it works
  private S3Client make() {
    OriginOptions.Timeouts timeouts = options.timeouts();
    Duration longest =
        timeouts.read().compareTo(timeouts.metadata()) > 0 ? timeouts.read() : timeouts.metadata();
    S3ClientBuilder builder =
        S3Client.builder()
            .region(region())
            .credentialsProvider(credentials)
            .forcePathStyle(options.flag(S3Provider.PATH_STYLE))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .httpClientBuilder(
                ApacheHttpClient.builder()
                    .maxConnections(options.connections())
                    .connectionTimeout(timeouts.connect())
                    .connectionAcquisitionTimeout(longest)
                    .socketTimeout(longest)
                    .tcpKeepAlive(true));
    location
        .endpoint()
        .ifPresentOrElse(
            endpoint -> builder.endpointOverride(URI.create(endpoint)),
            () -> builder.crossRegionAccessEnabled(true));
    return builder.build();
  }

  /** Amazon redirects to the bucket's own region; other servers have none that matters. */
  private Region region() {
    Optional<String> said = options.text(S3Provider.REGION);
    if (said.isPresent()) {
      return Region.of(said.get());
    }
    try {
      return new AwsRegionProviderChain(
              new SystemSettingsRegionProvider(),
              new AwsProfileRegionProvider(null, options.text(S3Provider.PROFILE).orElse(null)))
          .getRegion();
    } catch (SdkClientException e) {
      return Region.US_EAST_1;
    }
  }

  private static AwsCredentialsProvider credentials(OriginOptions options) {
    if (options.flag(S3Provider.ANONYMOUS)) {
      return AnonymousCredentialsProvider.create();
    }
    if (options.text(S3Provider.ACCESS_KEY).isPresent()) {
      return new StoredKeys(options);
    }
    return options
        .text(S3Provider.PROFILE)
        .<AwsCredentialsProvider>map(ProfileCredentialsProvider::create)
        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.close();
    }
  }
}

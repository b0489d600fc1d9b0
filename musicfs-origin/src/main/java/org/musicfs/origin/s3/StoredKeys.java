package org.musicfs.origin.s3;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.OriginOptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Credentials from the places that the options name. Looked up with the first request, kept while
 * the server takes them. Thread-safe.
 */
final class StoredKeys implements AwsCredentialsProvider {
  private final OriginOptions options;
  private volatile @Nullable AwsCredentials known;

  StoredKeys(OriginOptions options) {
    this.options = options;
  }

  /**
   * @throws UserError if a place cannot be read or holds nothing
   */
  @Override
  public AwsCredentials resolveCredentials() {
    AwsCredentials credentials = known;
    if (credentials == null) {
      credentials =
          AwsBasicCredentials.create(secret(S3Provider.ACCESS_KEY), secret(S3Provider.SECRET_KEY));
      known = credentials;
    }
    return credentials;
  }

  /** They were refused: the next request looks them up anew. */
  void forget() {
    known = null;
  }

  private String secret(String key) {
    char[] secret =
        options
            .secret(key)
            .orElseThrow(
                () -> new UserError(ExitCode.CONFIG, key + " leads to nothing", "set " + key));
    try {
      return new String(secret);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }
}

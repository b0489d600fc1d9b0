package org.musicfs.origin.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.FileStamp;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Versions of files as a bucket tells them. Times are whole seconds: a listing has milliseconds at
 * some servers, and the same file asked for alone has not.
 */
final class Stamps {
  /** A directory is no thing in a bucket and has no state. */
  static final FileStamp DIRECTORY = new FileStamp(0, 0, 0, 0, 0, "");

  private static final long NANOS = 1_000_000_000L;

  private Stamps() {}

  static FileStamp of(S3Object listed) {
    return stamp(listed.size(), listed.lastModified(), listed.eTag());
  }

  static FileStamp of(HeadObjectResponse head) {
    return stamp(head.contentLength(), head.lastModified(), head.eTag());
  }

  private static FileStamp stamp(
      @Nullable Long sizeBytes, @Nullable Instant modified, @Nullable String etag) {
    return new FileStamp(
        sizeBytes == null ? 0 : sizeBytes,
        modified == null ? 0 : modified.getEpochSecond() * NANOS,
        0,
        0,
        0,
        etag(etag));
  }

  /** An entity tag without its quotes, which some servers leave out; empty if there is none. */
  static String etag(@Nullable String quoted) {
    if (quoted == null) {
      return "";
    }
    return quoted.length() >= 2 && quoted.startsWith("\"") && quoted.endsWith("\"")
        ? quoted.substring(1, quoted.length() - 1)
        : quoted;
  }
}

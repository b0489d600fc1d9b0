package org.musicfs.origin.s3;

import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/**
 * The end of an operation, however many requests it takes.
 *
 * @param nanos on the clock of {@link System#nanoTime}
 */
record Deadline(long nanos) {
  /** So long from now. */
  static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  /** What a request may take: what is left, at least a millisecond. */
  AwsRequestOverrideConfiguration limit() {
    Duration left = Duration.ofNanos(Math.max(1_000_000, nanos - System.nanoTime()));
    return AwsRequestOverrideConfiguration.builder().apiCallTimeout(left).build();
  }
}

package org.musicfs.core.origin;

/**
 * What an origin answers to "is it there?". The third answer is the important one: unknown changes
 * nothing.
 *
 * @param <T> what is known of a thing that is there
 */
public sealed interface Answer<T> {
  /** It is there. */
  record Present<T>(T value) implements Answer<T> {}

  /** It is not there, for certain: its directory was reached and does not hold it. */
  record Absent<T>() implements Answer<T> {}

  /** Nobody can say: unreachable, timed out, or not permitted to look. */
  record Unknown<T>(OriginException cause) implements Answer<T> {}
}

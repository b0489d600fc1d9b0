package org.musicfs.index.tags.layout;

import org.musicfs.core.audio.AudioProperties;

/** Arithmetic on durations and rates that no hostile number can overflow. */
final class Rates {
  private Rates() {}

  /** {@code units} of {@code perSecond} in milliseconds; 0 if it cannot be told. */
  static long millis(long units, long perSecond) {
    if (units <= 0 || perSecond <= 0) {
      return 0;
    }
    return (long) (units * 1000.0 / perSecond);
  }

  /** Average bits per second; 0 if it cannot be told. */
  static int bitrate(long bytes, long millis) {
    if (millis <= 0 || bytes <= 0) {
      return 0;
    }
    return (int) Math.min(bytes * 8000.0 / millis, Integer.MAX_VALUE);
  }

  /** {@code properties} with the average rate that {@code audioBytes} give. */
  static AudioProperties withBitrate(AudioProperties properties, long audioBytes) {
    return new AudioProperties(
        properties.durationMillis(),
        bitrate(audioBytes, properties.durationMillis()),
        properties.sampleRateHz(),
        properties.channels(),
        properties.bitDepth());
  }
}

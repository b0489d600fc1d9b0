package org.musicfs.core.audio;

/**
 * Technical data of the audio; 0 where it is not known.
 *
 * @param durationMillis playing time
 * @param bitrateBitsPerSecond average
 * @param sampleRateHz samples per second and channel
 * @param channels 1 mono, 2 stereo …
 * @param bitDepth bits per sample, for lossless codings
 */
public record AudioProperties(
    long durationMillis, int bitrateBitsPerSecond, int sampleRateHz, int channels, int bitDepth) {
  public static final AudioProperties UNKNOWN = new AudioProperties(0, 0, 0, 0, 0);
}

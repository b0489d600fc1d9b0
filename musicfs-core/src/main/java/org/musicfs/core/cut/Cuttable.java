package org.musicfs.core.cut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** What must be known of a file to cut it. Immutable. */
public sealed interface Cuttable permits FlacFrames, WavAudio {
  /**
   * Looks through a file, whose first bytes tell what it is: of FLAC every byte is read once, from
   * the first to the last; of WAVE what lies before the audio, and nothing of the audio.
   *
   * @param sizeBytes length of the file
   * @throws UncuttableException if it is neither, or damaged
   * @throws IOException as {@code whole} says
   */
  static Cuttable scan(WholeFile whole, long sizeBytes) throws IOException, UncuttableException {
    byte[] start = new byte[(int) Math.min(sizeBytes, 4)];
    whole.read(0, ByteBuffer.wrap(start));
    return WavAudio.isStart(start)
        ? WavAudio.scan(whole, sizeBytes)
        : FlacFrames.scan(whole, sizeBytes);
  }

  /** Samples per second and channel, more than 0. */
  int sampleRateHz();

  /** Samples per channel, more than 0. */
  long totalSamples();

  /**
   * A part of it. Parts that follow one another without a gap share nothing and lose nothing, if
   * the first is from 0 and the last to {@link #totalSamples}.
   *
   * @param fromSample the first sample, 0 or more
   * @param toSample the sample after the last one, more than {@code fromSample} and at most {@link
   *     #totalSamples}
   * @param comments tags as Vorbis comments have them: {@code NAME=value}, in their order
   * @throws UncuttableException if nothing is left of it, or its tags are too long for the format
   * @throws IllegalArgumentException if the samples are out of range, or a comment has no name
   */
  Cut cut(long fromSample, long toSample, List<String> comments) throws UncuttableException;

  /** Bytes to keep, for {@link #decode}: for FLAC about two for each frame. */
  byte[] encode();

  /**
   * What {@link #encode} was called on.
   *
   * @throws IllegalArgumentException if {@code encode} did not write it
   */
  static Cuttable decode(byte[] bytes) {
    Blob.Reader in = Blob.open(bytes);
    Cuttable of =
        switch (in.kind()) {
          case FLAC -> new FlacFrames(FrameRun.read(in));
          case WAV -> WavAudio.read(in);
          case OGG_PICTURE -> throw new IllegalArgumentException("a picture is not cut");
        };
    in.end();
    return of;
  }
}

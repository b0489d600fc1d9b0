package org.musicfs.core.cut;

import java.util.Arrays;

/**
 * Frames of a FLAC file that follow one another, and the stream they are of. Frames are counted
 * from the run's first, which is 0. Immutable.
 *
 * <p>In a {@link Blob}: {@code raw STREAMINFO (34 bytes), number 1 if the blocks' sizes vary else
 * 0, number count of frames, number offset of the first}, then {@code number block size, number
 * which frame of the file the first is, number size of the last block} if they do not vary, else
 * {@code number first sample, size of each block}, then the {@code size} of each frame.
 */
final class FrameRun {
  /** More than eight channels of 32 bits take in the largest block. */
  static final int MAX_FRAME_BYTES = 4 * 1024 * 1024;

  private static final int MAX_BLOCK = 65_536;

  /** Kept with the numbers in a frame's header, and the memory for an index, within bounds. */
  static final int MAX_FRAMES = 1 << 21;

  private final StreamInfo stream;
  private final boolean variable;
  private final int blockSize;
  private final long firstNumber;

  /** Of each frame and of the first byte after the last. */
  private final long[] offsets;

  /** The first sample of each frame, and the first after the last; empty unless they vary. */
  private final long[] samples;

  private final int lastBlock;

  private FrameRun(
      StreamInfo stream,
      boolean variable,
      int blockSize,
      long firstNumber,
      long[] offsets,
      long[] samples,
      int lastBlock) {
    this.stream = stream;
    this.variable = variable;
    this.blockSize = blockSize;
    this.firstNumber = firstNumber;
    this.offsets = offsets;
    this.samples = samples;
    this.lastBlock = lastBlock;
  }

  /**
   * Frames of one size, from the first of a file.
   *
   * @param offsets of each frame and of the first byte after the last; not copied
   * @param lastBlock samples of the last frame
   */
  static FrameRun fixed(StreamInfo stream, int blockSize, long[] offsets, int lastBlock) {
    return new FrameRun(stream, false, blockSize, 0, offsets, new long[0], lastBlock);
  }

  /**
   * Frames of several sizes.
   *
   * @param offsets as for {@link #fixed}
   * @param samples the first of each frame, and the first after the last; not copied
   */
  static FrameRun variable(StreamInfo stream, long[] offsets, long[] samples) {
    return new FrameRun(stream, true, 0, samples[0], offsets, samples, 0);
  }

  StreamInfo stream() {
    return stream;
  }

  /** How many there are, 1 or more. */
  int count() {
    return offsets.length - 1;
  }

  /** Bytes from the start of the file; of {@link #count} the first byte after the last frame. */
  long offset(int frame) {
    return offsets[frame];
  }

  int sizeBytes(int frame) {
    return (int) (offsets[frame + 1] - offsets[frame]);
  }

  /** What is in the frame's header: its first sample if blocks vary, else which frame it is. */
  long number(int frame) {
    return variable ? samples[frame] : firstNumber + frame;
  }

  boolean isVariable() {
    return variable;
  }

  /** Of the file; of {@link #count} the first after the last frame. */
  long firstSample(int frame) {
    if (variable) {
      return samples[frame];
    }
    long start = (firstNumber + Math.min(frame, count() - 1)) * blockSize;
    return frame < count() ? start : start + lastBlock;
  }

  /** The frame that holds a sample of the file, which one of them does. */
  int holding(long sample) {
    if (variable) {
      int found = Arrays.binarySearch(samples, sample);
      return found >= 0 ? found : -found - 2;
    }
    return (int) (sample / blockSize - firstNumber);
  }

  /** Some of them. */
  FrameRun part(int from, int to) {
    return new FrameRun(
        stream,
        variable,
        blockSize,
        number(from),
        Arrays.copyOfRange(offsets, from, to + 1),
        variable ? Arrays.copyOfRange(samples, from, to + 1) : samples,
        to == count() ? lastBlock : blockSize);
  }

  void write(Blob.Writer out) {
    out.raw(stream.toBytes());
    out.number(variable ? 1 : 0);
    out.number(count());
    out.number(offsets[0]);
    if (variable) {
      out.number(firstNumber);
      for (int i = 0; i < count(); i++) {
        out.number(samples[i + 1] - samples[i]);
      }
    } else {
      out.number(blockSize);
      out.number(firstNumber);
      out.number(lastBlock);
    }
    for (int i = 0; i < count(); i++) {
      out.number(sizeBytes(i));
    }
  }

  /**
   * @throws IllegalArgumentException if {@link #write} did not write it
   */
  static FrameRun read(Blob.Reader in) {
    StreamInfo stream = StreamInfo.read(in.raw());
    boolean variable = in.number(0, 1) == 1;
    int count = in.count();
    if (count == 0) {
      throw new IllegalArgumentException("no frames");
    }
    long offset = in.number();
    if (variable) {
      long[] samples = in.sums(in.number(), count, MAX_BLOCK);
      if (samples[count] > StreamInfo.MAX_SAMPLES) {
        throw new IllegalArgumentException("more samples than FLAC can have");
      }
      return variable(stream, in.sums(offset, count, MAX_FRAME_BYTES), samples);
    }
    int blockSize = in.number(1, MAX_BLOCK);
    int firstNumber = in.number(0, Integer.MAX_VALUE - count);
    int lastBlock = in.number(1, blockSize);
    long[] offsets = in.sums(offset, count, MAX_FRAME_BYTES);
    return new FrameRun(stream, false, blockSize, firstNumber, offsets, new long[0], lastBlock);
  }
}

package org.musicfs.core.cut;

import java.io.IOException;
import java.util.List;

/**
 * Where the frames of a FLAC file are (RFC 9639), and how it describes its audio. Immutable; takes
 * about eight bytes of memory for a frame, sixteen if the blocks' sizes vary.
 */
public final class FlacFrames implements Cuttable {
  private final FrameRun frames;

  FlacFrames(FrameRun frames) {
    this.frames = frames;
  }

  /**
   * Finds the frames by reading the file once, from its first byte to its last. A frame ends where
   * the header of the next is (with its own checksum, the number that is due and as many channels
   * and bits) if the checksum of the frame is right up to there. A tag of ID3v2 in front and one of
   * ID3v1 behind are passed over. Holds a few hundred KiB while it reads.
   *
   * @param sizeBytes length of the file
   * @throws UncuttableException if it is no FLAC file, is damaged or cut off, or holds anything
   *     else
   * @throws IOException as {@code whole} says
   */
  public static FlacFrames scan(WholeFile whole, long sizeBytes)
      throws IOException, UncuttableException {
    return new FlacFrames(new FlacScan(new Window(whole, sizeBytes)).frames());
  }

  /** How many frames there are, 1 or more. */
  public int count() {
    return frames.count();
  }

  /** Where a frame begins, in bytes from the start of the file; the last one ends at the last. */
  public long offset(int frame) {
    return frames.offset(frame);
  }

  /** A frame's first sample; of {@link #count} the one after the last frame. */
  public long firstSample(int frame) {
    return frames.firstSample(frame);
  }

  @Override
  public int sampleRateHz() {
    return frames.stream().rateHz();
  }

  /** 1 to 8. */
  public int channels() {
    return frames.stream().channels();
  }

  /** Bits of a sample, 4 to 32. */
  public int bitDepth() {
    return frames.stream().bits();
  }

  @Override
  public long totalSamples() {
    return frames.firstSample(frames.count());
  }

  /**
   * {@inheritDoc} Both ends are moved to the start of the frame that holds them, so that a track
   * begins early by less than a frame; {@link #totalSamples} is not moved.
   */
  @Override
  public Cut cut(long fromSample, long toSample, List<String> comments) throws UncuttableException {
    CutArguments.check(fromSample, toSample, totalSamples(), comments);
    int from = frames.holding(fromSample);
    int to = toSample == totalSamples() ? frames.count() : frames.holding(toSample);
    if (from == to) {
      throw new UncuttableException(
          "no frame of it begins from sample " + fromSample + " to " + toSample);
    }
    return new FlacCut(frames.part(from, to), comments);
  }

  @Override
  public byte[] encode() {
    Blob.Writer out = Blob.create(Blob.Kind.FLAC);
    frames.write(out);
    return out.toBytes();
  }
}

package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * MPEG audio after its ID3v2 tags: the first frame that is followed by another of its kind starts
 * the audio, the trailing tags end it. A Xing, Info or VBRI header tells the duration, else the
 * size does.
 */
final class MpegReader implements ContainerReader {
  /** Junk and zeros longer than this before the first frame make it no MPEG audio. */
  private static final int MAX_SCAN = 128 * 1024;

  private static final int SCAN_WINDOW = 4096;
  private static final int VBRI_OFFSET = 36;

  private final RangeReader in;
  private final Findings found;

  MpegReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  /** Whether an MPEG frame followed by another, or by the end, starts at {@code offset}. */
  static boolean isAt(RangeReader in, long offset) throws OriginException, MalformedFileException {
    return in.size() - offset >= 4 && frameAt(in, offset, in.size()).isPresent();
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.MP3);
    TailTags tail = TailTags.read(in, start, found);
    long limit = Math.min(tail.start(), start + MAX_SCAN);
    for (long at = start; at + 4 <= limit; at++) {
      int window = (int) Math.min(SCAN_WINDOW, limit - at);
      int i = indexOfSync(in.at(at, window));
      at += i < 0 ? Math.max(window - 2, 0) : i;
      if (i >= 0 && at + 4 <= limit) {
        Optional<MpegFrame> frame = frameAt(in, at, tail.start());
        if (frame.isPresent()) {
          found.audio(at, tail.start());
          properties(frame.get(), at, tail.start() - at);
          return;
        }
      }
    }
    throw new MalformedFileException("no MPEG audio frame follows its tags");
  }

  private static int indexOfSync(ByteBuffer bytes) {
    for (int i = 0; i + 1 < bytes.limit(); i++) {
      if (bytes.get(i) == (byte) 0xff && (bytes.get(i + 1) & 0xe0) == 0xe0) {
        return i;
      }
    }
    return -1;
  }

  private static Optional<MpegFrame> frameAt(RangeReader in, long at, long end)
      throws OriginException, MalformedFileException {
    Optional<MpegFrame> frame = MpegFrame.of(in.at(at, 4).getInt());
    if (frame.isEmpty()) {
      return frame;
    }
    long next = at + frame.get().lengthBytes();
    if (next + 4 > end) {
      return next <= end ? frame : Optional.empty();
    }
    Optional<MpegFrame> following = MpegFrame.of(in.at(next, 4).getInt());
    return following.filter(frame.get()::sameStream).isPresent() ? frame : Optional.empty();
  }

  private void properties(MpegFrame frame, long at, long audioBytes)
      throws OriginException, MalformedFileException {
    long frames = announcedFrames(frame, at, audioBytes);
    long millis =
        frames > 0
            ? Rates.millis(frames * frame.samples(), frame.sampleRateHz())
            : Rates.millis(audioBytes * 8, frame.bitrate());
    int bitrate = frames > 0 ? Rates.bitrate(audioBytes, millis) : frame.bitrate();
    found.properties(
        new AudioProperties(millis, bitrate, frame.sampleRateHz(), frame.channels(), 0));
  }

  /** Number of frames by the Xing, Info or VBRI header; 0 if there is none. */
  private long announcedFrames(MpegFrame frame, long at, long audioBytes)
      throws OriginException, MalformedFileException {
    int length = (int) Math.min(frame.lengthBytes(), audioBytes);
    ByteBuffer bytes = in.at(at, length);
    int xing = frame.xingOffset();
    if (length >= xing + 12) {
      int magic = bytes.getInt(xing);
      boolean hasFrames = (bytes.getInt(xing + 4) & 1) != 0;
      if ((magic == 0x58696e67 || magic == 0x496e666f) && hasFrames) { // Xing, Info
        return bytes.getInt(xing + 8) & 0xffff_ffffL;
      }
    }
    if (length >= VBRI_OFFSET + 18 && bytes.getInt(VBRI_OFFSET) == 0x56425249) { // VBRI
      return bytes.getInt(VBRI_OFFSET + 14) & 0xffff_ffffL;
    }
    return 0;
  }
}

package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.map.RawTags;

/**
 * AIFF and AIFF-C (big-endian chunks): {@code COMM}, {@code SSND}, tags in {@code NAME}, {@code
 * AUTH}, {@code (c) }, {@code ANNO} and {@code ID3 }, before or after the audio.
 */
final class AiffReader implements ContainerReader {
  private static final int MAX_TEXT = 64 * 1024;

  /** Offset and block size before the samples of {@code SSND}. */
  private static final int SSND_HEADER = 8;

  private final RangeReader in;
  private final Findings found;

  AiffReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.AIFF);
    RawTags texts = found.newTags(RawTags.Family.AIFF);
    Chunks chunks = new Chunks(in, ByteOrder.BIG_ENDIAN, start + 12, in.size());
    boolean truncated = false;
    for (Optional<Chunks.Chunk> c = chunks.next(); c.isPresent(); c = chunks.next()) {
      Chunks.Chunk chunk = c.get();
      long end = chunk.offset() + chunk.length();
      if (chunk.id().equals("SSND")) {
        truncated = end > in.size();
        found.audio(chunk.offset() + SSND_HEADER, Math.min(end, in.size()));
      } else if (end > in.size()) {
        if (found.audio().isPresent()) {
          break; // junk after the audio
        }
        throw new MalformedFileException(
            "its chunk '" + Text.printable(chunk.id()) + "' runs past its end");
      } else {
        chunk(chunk, texts);
      }
    }
    if (found.audio().isEmpty()) {
      throw new MalformedFileException("it holds no audio");
    }
    found.properties(Rates.withBitrate(found.properties(), found.audio().orElseThrow().length()));
    if (truncated) {
      throw new MalformedFileException("its audio is cut off");
    }
  }

  private void chunk(Chunks.Chunk chunk, RawTags texts)
      throws OriginException, MalformedFileException {
    switch (chunk.id()) {
      case "COMM" -> common(chunk);
      case "NAME", "AUTH", "(c) ", "ANNO" ->
          texts.add(
              chunk.id(),
              Text.utf8(
                  in.at(chunk.offset(), (int) Math.min(chunk.length(), MAX_TEXT)), in.legacy()));
      case "ID3 ", "id3 " ->
          Id3v2Reader.read(in, chunk.offset(), chunk.offset() + chunk.length(), found);
      default -> {}
    }
  }

  private void common(Chunks.Chunk chunk) throws OriginException, MalformedFileException {
    if (chunk.length() < 18) {
      throw new MalformedFileException("its common chunk is too short");
    }
    ByteBuffer c = in.at(chunk.offset(), 18);
    int channels = c.getShort() & 0xffff;
    long frames = c.getInt() & 0xffff_ffffL;
    int bits = c.getShort() & 0xffff;
    int rate = extended(c.getShort(), c.getLong());
    found.properties(new AudioProperties(Rates.millis(frames, rate), 0, rate, channels, bits));
  }

  /** An 80-bit IEEE 754 extended number as a sample rate; 0 if it is none. */
  private static int extended(short signAndExponent, long mantissa) {
    int shift = 63 - ((signAndExponent & 0x7fff) - 16383);
    if (signAndExponent < 0 || shift < 33 || shift > 63) {
      return 0;
    }
    return (int) (mantissa >>> shift);
  }
}

package org.musicfs.core.cut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Samples of a WAVE file as a file: {@code RIFF, u32 size, WAVE}, the chunks {@code fmt }, {@code
 * LIST} with tags if there are any, and {@code data}; all little-endian. If a size takes more than
 * 32 bits it is an RF64 instead, with a chunk {@code ds64} in front (EBU Tech 3306). In a {@link
 * Blob}: {@link WavAudio}, then the comments.
 */
final class WavCut implements Cut {
  private static final long MAX_SIZE = 0xffff_fffeL;
  private static final int DS64_BYTES = 28;

  private final WavAudio audio;
  private final List<String> comments;
  private final byte[] head;

  /** Of the audio, without the pad byte. */
  private final long audioBytes;

  WavCut(WavAudio audio, List<String> comments) throws UncuttableException {
    this.audio = audio;
    this.comments = List.copyOf(comments);
    this.audioBytes = audio.sizeBytes();
    byte[] info = InfoChunk.toBytes(comments);
    int headBytes = 12 + 8 + audio.format().length + info.length + 8;
    boolean large = headBytes - 8 + audioBytes + 1 > MAX_SIZE;
    headBytes += large ? 8 + DS64_BYTES : 0;
    ByteBuffer out = ByteBuffer.allocate(headBytes).order(ByteOrder.LITTLE_ENDIAN);
    long riffBytes = headBytes - 8 + audioBytes + (audioBytes & 1);
    out.put(id(large ? "RF64" : "RIFF")).putInt(large ? -1 : (int) riffBytes).put(id("WAVE"));
    if (large) {
      out.put(id("ds64")).putInt(DS64_BYTES);
      out.putLong(riffBytes).putLong(audioBytes).putLong(audio.totalSamples()).putInt(0);
    }
    out.put(id("fmt ")).putInt(audio.format().length).put(audio.format());
    out.put(info);
    out.put(id("data")).putInt(large ? -1 : (int) audioBytes);
    this.head = out.array();
  }

  private static byte[] id(String id) {
    return id.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public long sizeBytes() {
    return head.length + audioBytes + (audioBytes & 1);
  }

  @Override
  public Optional<Span> needs(long offset, int length) {
    long from = Math.max(offset - head.length, 0);
    long to = Math.min(offset + length - head.length, audioBytes);
    return from < to ? Optional.of(new Span(audio.offset() + from, to - from)) : Optional.empty();
  }

  @Override
  public int read(WholeFile whole, long offset, ByteBuffer destination) throws IOException {
    int length = Math.clamp(sizeBytes() - offset, 0, destination.remaining());
    int end = destination.position() + length;
    if (offset < head.length) {
      int skip = (int) offset;
      destination.put(head, skip, Math.min(head.length - skip, length));
    }
    Optional<Span> span = needs(offset, length);
    if (span.isPresent()) {
      int limit = destination.limit();
      destination.limit(destination.position() + (int) span.get().length());
      whole.read(span.get().offset(), destination);
      destination.limit(limit);
    }
    if (destination.position() < end) {
      destination.put((byte) 0);
    }
    return length;
  }

  @Override
  public byte[] encode() {
    Blob.Writer out = Blob.create(Blob.Kind.WAV);
    audio.write(out);
    out.texts(comments);
    return out.toBytes();
  }
}

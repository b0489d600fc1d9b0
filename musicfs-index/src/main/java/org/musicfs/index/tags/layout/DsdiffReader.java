package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.map.RawTags;

/**
 * DSDIFF (https://dsd-guide.com/sites/default/files/white-papers/DSDIFF_1.5_Spec.pdf): chunks with
 * lengths of 64 bits. {@code PROP} describes the sound, {@code DIIN} has title and artist, an
 * {@code ID3 } chunk may have more.
 */
final class DsdiffReader implements ContainerReader {
  private static final int FORM_HEADER = 16;
  private static final int MAX_TEXT = 64 * 1024;

  private final RangeReader in;
  private final Findings found;
  private int rate;
  private int channels;
  private long samples;

  DsdiffReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.DSD);
    RawTags texts = found.newTags(RawTags.Family.AIFF);
    Chunks chunks = Chunks.wide(in, start + FORM_HEADER, in.size());
    for (Optional<Chunks.Chunk> c = chunks.next(); c.isPresent(); c = chunks.next()) {
      Chunks.Chunk chunk = c.get();
      if (chunk.id().equals("DSD ") || chunk.id().equals("DST ")) {
        audio(chunk);
      } else if (chunk.end() > in.size()) {
        if (found.audio().isPresent()) {
          break; // junk after the audio
        }
        throw new MalformedFileException(
            "its chunk '" + Text.printable(chunk.id()) + "' runs past its end");
      } else {
        chunk(chunk, texts);
      }
    }
    long bytes =
        found.audio().orElseThrow(() -> new MalformedFileException("it holds no audio")).length();
    found.properties(
        Rates.withBitrate(
            new AudioProperties(Rates.millis(samples, rate), 0, rate, channels, 1), bytes));
  }

  private void audio(Chunks.Chunk chunk) throws OriginException, MalformedFileException {
    long end = Math.min(chunk.end(), in.size());
    found.audio(chunk.offset(), end);
    if (chunk.id().equals("DSD ")) {
      samples = channels == 0 ? 0 : (end - chunk.offset()) * 8 / channels;
    } else if (chunk.length() >= 18) {
      // Compressed: its first chunk, FRTE, counts frames and tells how many there are a second.
      ByteBuffer frames = in.at(chunk.offset() + 12, 6);
      long count = frames.getInt() & 0xffff_ffffL;
      int perSecond = frames.getShort() & 0xffff;
      samples = perSecond == 0 ? 0 : count * rate / perSecond;
    }
    if (chunk.end() > in.size()) {
      throw new MalformedFileException("its audio is cut off");
    }
  }

  private void chunk(Chunks.Chunk chunk, RawTags texts)
      throws OriginException, MalformedFileException {
    switch (chunk.id()) {
      case "PROP" -> properties(chunk);
      case "DIIN" -> information(chunk, texts);
      case "ID3 " -> Id3v2Reader.read(in, chunk.offset(), chunk.end(), found);
      default -> {}
    }
  }

  private void properties(Chunks.Chunk prop) throws OriginException, MalformedFileException {
    Chunks parts = Chunks.wide(in, prop.offset() + 4, prop.end());
    for (Optional<Chunks.Chunk> p = parts.next(); p.isPresent(); p = parts.next()) {
      Chunks.Chunk part = p.get();
      if (part.id().equals("FS  ") && part.length() >= 4) {
        rate = Math.max(in.at(part.offset(), 4).getInt(), 0);
      } else if (part.id().equals("CHNL") && part.length() >= 2) {
        channels = in.at(part.offset(), 2).getShort() & 0xffff;
      }
    }
  }

  private void information(Chunks.Chunk diin, RawTags texts)
      throws OriginException, MalformedFileException {
    Chunks parts = Chunks.wide(in, diin.offset(), diin.end());
    for (Optional<Chunks.Chunk> p = parts.next(); p.isPresent(); p = parts.next()) {
      Chunks.Chunk part = p.get();
      String key = part.id().equals("DITI") ? "NAME" : part.id().equals("DIAR") ? "AUTH" : "";
      if (!key.isEmpty() && part.length() > 4) {
        int length = (int) Math.min(part.length() - 4, MAX_TEXT);
        texts.add(key, Text.utf8(in.at(part.offset() + 4, length), in.legacy()));
      }
    }
  }
}

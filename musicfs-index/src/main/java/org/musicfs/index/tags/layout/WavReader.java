package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.map.RawTags;

/**
 * WAVE in RIFF, or with lengths of 64 bits in RF64 (EBU Tech 3306) and BW64 (little-endian chunks):
 * {@code fmt }, {@code data}, tags in {@code LIST INFO}, {@code id3 } and, for what neither of them
 * says, in the {@code bext} of Broadcast Wave (EBU Tech 3285), before or after the audio.
 */
final class WavReader implements ContainerReader {
  private static final long UNKNOWN_LENGTH = 0xffff_ffffL;
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xfffe;
  private static final int MAX_TEXT = 64 * 1024;
  private static final int DESCRIPTION_BYTES = 256;
  private static final int ORIGINATOR_BYTES = 32;
  private static final int ORIGINATOR_REFERENCE_BYTES = 32;
  private static final int DATE_BYTES = 10;

  /** A date of {@code bext}; what stands between its numbers was free at first. */
  private static final Pattern DATE = Pattern.compile("(\\d{4})\\D(\\d\\d)\\D(\\d\\d)");

  private final RangeReader in;
  private final Findings found;
  private long bytesPerSecond;
  private long samples;

  /** What RF64 says of audio over 4 GiB. */
  private long longAudioBytes;

  private boolean pcm;

  WavReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.WAV);
    Chunks chunks = new Chunks(in, ByteOrder.LITTLE_ENDIAN, start + 12, in.size());
    boolean truncated = false;
    for (Optional<Chunks.Chunk> c = chunks.next(); c.isPresent(); c = chunks.next()) {
      Chunks.Chunk chunk = c.get();
      long length = chunk.length();
      if (chunk.id().equals("data")) {
        if (length == UNKNOWN_LENGTH) {
          length = longAudioBytes > 0 ? longAudioBytes : in.size() - chunk.offset();
          chunks.continueAt(Math.min(chunk.offset() + length, in.size()));
        }
        truncated = length > in.size() - chunk.offset();
        found.audio(chunk.offset(), Math.min(chunk.offset() + length, in.size()));
      } else if (length > in.size() - chunk.offset()) {
        if (found.audio().isPresent()) {
          break; // junk after the audio
        }
        throw new MalformedFileException(
            "its chunk '" + Text.printable(chunk.id()) + "' runs past its end");
      } else {
        chunk(chunk);
      }
    }
    finish(truncated);
  }

  private void finish(boolean truncated) throws MalformedFileException {
    AudioProperties known = found.properties();
    long audioBytes =
        found.audio().orElseThrow(() -> new MalformedFileException("it holds no audio")).length();
    long millis =
        !pcm && samples > 0
            ? Rates.millis(samples, known.sampleRateHz())
            : Rates.millis(audioBytes, bytesPerSecond);
    AudioProperties timed =
        new AudioProperties(millis, 0, known.sampleRateHz(), known.channels(), known.bitDepth());
    found.properties(Rates.withBitrate(timed, audioBytes));
    if (truncated) {
      throw new MalformedFileException("its audio is cut off");
    }
  }

  private void chunk(Chunks.Chunk chunk) throws OriginException, MalformedFileException {
    switch (chunk.id()) {
      case "fmt " -> format(chunk);
      case "ds64" -> {
        if (chunk.length() >= 16) {
          long bytes = in.at(chunk.offset(), 16).order(ByteOrder.LITTLE_ENDIAN).getLong(8);
          longAudioBytes = Math.clamp(bytes, 0, in.size());
        }
      }
      case "fact" -> {
        if (chunk.length() >= 4) {
          samples = in.at(chunk.offset(), 4).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
        }
      }
      case "LIST" -> list(chunk);
      case "bext" -> broadcast(chunk);
      case "id3 ", "ID3 ", "ID32" ->
          Id3v2Reader.read(in, chunk.offset(), chunk.offset() + chunk.length(), found);
      default -> {}
    }
  }

  private void format(Chunks.Chunk chunk) throws OriginException, MalformedFileException {
    if (chunk.length() < 16) {
      throw new MalformedFileException("its format chunk is too short");
    }
    ByteBuffer f = in.at(chunk.offset(), 16).order(ByteOrder.LITTLE_ENDIAN);
    int coding = f.getShort(0) & 0xffff;
    pcm = coding == PCM || coding == FLOAT || coding == EXTENSIBLE;
    bytesPerSecond = f.getInt(8) & 0xffff_ffffL;
    int rate = Math.max(f.getInt(4), 0);
    found.properties(
        new AudioProperties(0, 0, rate, f.getShort(2) & 0xffff, f.getShort(14) & 0xffff));
  }

  /**
   * {@code description, originator, originator's reference, yyyy-mm-dd}, each of a fixed length and
   * filled up with zeros; the rest is not read.
   */
  private void broadcast(Chunks.Chunk chunk) throws OriginException, MalformedFileException {
    int length = DESCRIPTION_BYTES + ORIGINATOR_BYTES + ORIGINATOR_REFERENCE_BYTES + DATE_BYTES;
    if (chunk.length() < length) {
      return;
    }
    ByteBuffer fields = in.at(chunk.offset(), length);
    RawTags tags = found.newLastTags(RawTags.Family.RIFF);
    tags.add("bext:Description", fixed(fields, DESCRIPTION_BYTES));
    tags.add("bext:Originator", fixed(fields, ORIGINATOR_BYTES));
    fixed(fields, ORIGINATOR_REFERENCE_BYTES);
    Matcher date = DATE.matcher(fixed(fields, DATE_BYTES));
    if (date.matches()) {
      tags.add(
          "bext:OriginationDate", String.join("-", date.group(1), date.group(2), date.group(3)));
    }
  }

  /** The next {@code length} bytes as text, up to the first zero. */
  private String fixed(ByteBuffer fields, int length) {
    byte[] bytes = new byte[length];
    fields.get(bytes);
    int end = 0;
    while (end < length && bytes[end] != 0) {
      end++;
    }
    return Text.utf8(Arrays.copyOf(bytes, end), in.legacy());
  }

  private void list(Chunks.Chunk chunk) throws OriginException, MalformedFileException {
    if (chunk.length() < 4 || !Text.latin1(in.at(chunk.offset(), 4), 4).equals("INFO")) {
      return;
    }
    RawTags tags = found.newTags(RawTags.Family.RIFF);
    long end = chunk.offset() + chunk.length();
    Chunks entries = new Chunks(in, ByteOrder.LITTLE_ENDIAN, chunk.offset() + 4, end);
    for (Optional<Chunks.Chunk> e = entries.next(); e.isPresent(); e = entries.next()) {
      Chunks.Chunk entry = e.get();
      if (entry.length() > end - entry.offset()) {
        break;
      }
      int length = (int) Math.min(entry.length(), MAX_TEXT);
      tags.add(entry.id(), Text.utf8(in.at(entry.offset(), length), in.legacy()));
    }
  }
}

package org.musicfs.core.cut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The audio in a WAVE file of uncompressed samples: RIFF (Microsoft and IBM, Multimedia Programming
 * Interface and Data Specifications 1.0), or RF64 and BW64 with lengths of 64 bits (EBU Tech 3306).
 * Chunks are {@code id (4 bytes), u32le length, bytes, a pad byte if the length is odd}. Immutable.
 *
 * <p>In a {@link Blob}: {@code raw data of the format chunk, number offset of the first sample,
 * number samples}.
 */
public final class WavAudio implements Cuttable {
  static final int PCM = 1;
  static final int FLOAT = 3;
  static final int EXTENSIBLE = 0xfffe;

  /** What the format chunk has of each coding. */
  private static final int PCM_BYTES = 16;

  private static final int EXTENSIBLE_BYTES = 40;

  /** The rest of a sub-format's identifier whose first two bytes are a coding as above. */
  private static final byte[] SUB_FORMAT = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xaa, 0, 0x38, (byte) 0x9b, 0x71
  };

  private static final int SUB_FORMAT_AT = 24;
  private static final long UNKNOWN_LENGTH = 0xffff_ffffL;

  /** More than any file has before its audio. */
  private static final int MAX_CHUNKS = 1_000;

  private final byte[] format;
  private final int rateHz;
  private final int blockBytes;
  private final long offset;
  private final long samples;

  private WavAudio(byte[] format, int rateHz, int blockBytes, long offset, long samples) {
    this.format = format;
    this.rateHz = rateHz;
    this.blockBytes = blockBytes;
    this.offset = offset;
    this.samples = samples;
  }

  /** Whether a file that begins with these bytes is for {@link #scan}. */
  static boolean isStart(byte[] bytes) {
    String id = new String(bytes, StandardCharsets.ISO_8859_1);
    return id.equals("RIFF") || id.equals("RF64") || id.equals("BW64");
  }

  /**
   * Reads the chunks up to the audio.
   *
   * @param sizeBytes length of the file
   * @throws UncuttableException if it is no WAVE file of uncompressed samples, is damaged or cut
   *     off
   * @throws IOException as {@code whole} says
   */
  public static WavAudio scan(WholeFile whole, long sizeBytes)
      throws IOException, UncuttableException {
    byte[] start = new byte[12];
    take(whole, 0, start.length, sizeBytes).get(start);
    String form = new String(start, 8, 4, StandardCharsets.ISO_8859_1);
    if (!isStart(Arrays.copyOf(start, 4)) || !form.equals("WAVE")) {
      throw new UncuttableException("it is no WAVE file");
    }
    Optional<ByteBuffer> format = Optional.empty();
    long longDataBytes = -1;
    long at = 12;
    for (int i = 0; i < MAX_CHUNKS; i++) {
      ByteBuffer header = take(whole, at, 8, sizeBytes);
      byte[] name = new byte[4];
      header.get(name);
      String id = new String(name, StandardCharsets.ISO_8859_1);
      long length = header.getInt(4) & 0xffff_ffffL;
      at += 8;
      switch (id) {
        case "ds64" -> longDataBytes = take(whole, at, 16, sizeBytes).getLong(8);
        case "fmt " ->
            format =
                Optional.of(take(whole, at, (int) Math.min(length, EXTENSIBLE_BYTES), sizeBytes));
        case "data" -> {
          boolean toTheEnd = length == UNKNOWN_LENGTH && longDataBytes < 0;
          long bytes =
              toTheEnd ? sizeBytes - at : length == UNKNOWN_LENGTH ? longDataBytes : length;
          if (bytes > sizeBytes - at) {
            throw new UncuttableException("its audio is cut off");
          }
          return of(
              format.orElseThrow(
                  () -> new UncuttableException("it does not say what its audio is made of")),
              at,
              bytes);
        }
        default -> {}
      }
      at += length + (length & 1);
    }
    throw new UncuttableException("it has more parts than any real file");
  }

  private static ByteBuffer take(WholeFile whole, long position, int count, long sizeBytes)
      throws IOException, UncuttableException {
    if (position > sizeBytes - count) {
      throw new UncuttableException("it ends at byte " + sizeBytes + ", before its audio");
    }
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    whole.read(position, bytes);
    return bytes.flip();
  }

  /**
   * @param chunk data of the format chunk: {@code u16 coding, u16 channels, u32 samples a second,
   *     u32 bytes a second, u16 bytes of a sample of all channels, u16 bits of a sample}, and for
   *     some codings {@code u16 length of more}; all little-endian
   */
  private static WavAudio of(ByteBuffer chunk, long offset, long bytes) throws UncuttableException {
    if (chunk.limit() < PCM_BYTES) {
      throw new UncuttableException("its format chunk is too short");
    }
    int coding = chunk.getShort(0) & 0xffff;
    int kept = coding == PCM ? PCM_BYTES : Math.min(chunk.limit(), PCM_BYTES + 2);
    if (coding == EXTENSIBLE && chunk.limit() == EXTENSIBLE_BYTES) {
      byte[] rest = new byte[SUB_FORMAT.length];
      chunk.get(SUB_FORMAT_AT + 2, rest);
      coding = Arrays.equals(rest, SUB_FORMAT) ? chunk.getShort(SUB_FORMAT_AT) : -1;
      kept = EXTENSIBLE_BYTES;
    }
    int channels = chunk.getShort(2) & 0xffff;
    int rate = chunk.getInt(4);
    int block = chunk.getShort(12) & 0xffff;
    int bits = chunk.getShort(14) & 0xffff;
    if (coding != PCM && coding != FLOAT) {
      throw new UncuttableException("its audio is not uncompressed");
    }
    if (channels == 0 || rate <= 0 || bits == 0 || block != channels * ((bits + 7) / 8)) {
      throw new UncuttableException("what it says of its audio cannot be");
    }
    if (bytes < block) {
      throw new UncuttableException("it holds no audio");
    }
    byte[] format = new byte[kept];
    chunk.get(0, format);
    if (kept == PCM_BYTES + 2) {
      format[PCM_BYTES] = 0;
      format[PCM_BYTES + 1] = 0;
    }
    return new WavAudio(format, rate, block, offset, bytes / block);
  }

  /** Data of the format chunk: 16, 18 or 40 bytes; not to be changed. */
  byte[] format() {
    return format;
  }

  /** Where the first sample is in the whole file. */
  long offset() {
    return offset;
  }

  /** Bytes of all samples. */
  long sizeBytes() {
    return samples * blockBytes;
  }

  @Override
  public int sampleRateHz() {
    return rateHz;
  }

  @Override
  public long totalSamples() {
    return samples;
  }

  /** {@inheritDoc} Cut exactly there. */
  @Override
  public Cut cut(long fromSample, long toSample, List<String> comments) throws UncuttableException {
    CutArguments.check(fromSample, toSample, samples, comments);
    long from = offset + fromSample * blockBytes;
    return new WavCut(
        new WavAudio(format, rateHz, blockBytes, from, toSample - fromSample), comments);
  }

  @Override
  public byte[] encode() {
    Blob.Writer out = Blob.create(Blob.Kind.WAV);
    write(out);
    return out.toBytes();
  }

  void write(Blob.Writer out) {
    out.raw(format);
    out.number(offset);
    out.number(samples);
  }

  /**
   * @throws IllegalArgumentException if {@link #write} did not write it
   */
  static WavAudio read(Blob.Reader in) {
    ByteBuffer format = ByteBuffer.wrap(in.raw()).order(ByteOrder.LITTLE_ENDIAN);
    long offset = in.number();
    long samples = in.number();
    try {
      int block = format.limit() < PCM_BYTES ? 0 : format.getShort(12) & 0xffff;
      return of(format, offset, Math.multiplyExact(samples, (long) block));
    } catch (UncuttableException | ArithmeticException e) {
      throw new IllegalArgumentException("no audio of a WAVE file", e);
    }
  }
}

package org.musicfs.index.tags.worker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.musicfs.index.tags.layout.Id3Frames;
import org.musicfs.index.tags.map.RawTags;

/**
 * What passes between the daemon and a tag worker. Both sides are the same build; the version in
 * the greeting only tells a stranger from a worker. All numbers big-endian.
 *
 * <pre>
 * greeting  worker -> daemon, once:  u32 {@link #GREETING} (its last byte is the version)
 * request   daemon -> worker:        u8 ID3v2 version, u16 count, count x (u32 length, frame)
 * answer    worker -> daemon:        u8 0, u16 count, count x (text key, text value)
 *                              or:   u8 1, text problem
 * text                               u32 length, UTF-8
 * </pre>
 *
 * Answers come in the order of the requests. A frame is whole, with its header, its size right and
 * unsynchronisation undone. End of input ends the worker.
 */
final class Protocol {
  /** {@code mft} and the version. */
  static final int GREETING = 0x6d667401;

  private static final int MAX_FRAME_BYTES = 1 << 20;
  private static final int OK = 0;
  private static final int FAILED = 1;

  private Protocol() {}

  /** What a worker says to one request. */
  sealed interface Answer {
    /** The names and values, in order. */
    record Found(List<RawTags.Entry> entries) implements Answer {}

    /** The frames could not be decoded. */
    record Failed(String problem) implements Answer {}
  }

  static void writeRequest(DataOutputStream out, Id3Frames frames) throws IOException {
    out.writeByte(frames.version());
    out.writeShort(frames.frames().size());
    for (byte[] frame : frames.frames()) {
      out.writeInt(frame.length);
      out.write(frame);
    }
  }

  /** The next request; empty at the end of the input. */
  static Optional<Id3Frames> readRequest(DataInputStream in) throws IOException {
    int version = in.read();
    if (version < 0) {
      return Optional.empty();
    }
    int count = in.readUnsignedShort();
    List<byte[]> frames = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      frames.add(readBytes(in));
    }
    return Optional.of(new Id3Frames(version, frames));
  }

  static void writeAnswer(DataOutputStream out, Answer answer) throws IOException {
    switch (answer) {
      case Answer.Failed failed -> {
        out.writeByte(FAILED);
        writeText(out, failed.problem());
      }
      case Answer.Found found -> {
        out.writeByte(OK);
        out.writeShort(found.entries().size());
        for (RawTags.Entry entry : found.entries()) {
          writeText(out, entry.key());
          writeText(out, entry.value());
        }
      }
    }
  }

  static Answer readAnswer(DataInputStream in) throws IOException {
    if (in.readUnsignedByte() == FAILED) {
      return new Answer.Failed(readText(in));
    }
    int count = in.readUnsignedShort();
    List<RawTags.Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(new RawTags.Entry(readText(in), readText(in)));
    }
    return new Answer.Found(entries);
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_FRAME_BYTES) {
      throw new IOException("not a tag worker's message: length " + length);
    }
    return in.readNBytes(length);
  }
}

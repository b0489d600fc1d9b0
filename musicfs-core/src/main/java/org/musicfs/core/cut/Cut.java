package org.musicfs.core.cut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A part of a file, as a file. Immutable; any number of threads read it at once. It is complete in
 * itself: what it was cut with is not needed to read it, only the whole file is.
 */
public sealed interface Cut permits FlacCut, WavCut, OggPicture {
  /**
   * Bytes of a whole file.
   *
   * @param offset from its start
   * @param length more than 0
   */
  record Span(long offset, long length) {}

  /** Its length. */
  long sizeBytes();

  /**
   * Reads from {@code offset} until {@code destination} is full or the cut ends.
   *
   * @param whole that it was cut from
   * @param offset bytes from the cut's start, 0 or more
   * @param destination heap or direct; its position is advanced by the result
   * @return bytes read; fewer than asked for only at the end of the cut; 0 at or past it
   * @throws ChangedFileException if the whole file's bytes are not those that were cut; WAVE has no
   *     means to tell. The destination's content is undefined
   * @throws DamagedFileException if the part that was cut is damaged in the file: a picture in Ogg.
   *     The destination's content is undefined
   * @throws IOException as {@code whole} says; the destination's content is undefined
   */
  int read(WholeFile whole, long offset, ByteBuffer destination) throws IOException;

  /**
   * What {@link #read} takes of the whole file, one run of bytes; empty if nothing.
   *
   * @param offset bytes from the cut's start, 0 or more
   * @param length bytes wanted, 0 or more; what lies past the end of the cut is ignored
   */
  Optional<Span> needs(long offset, int length);

  /** Bytes to keep, for {@link #decode}: for FLAC about two for each frame, and the tags. */
  byte[] encode();

  /**
   * What {@link #encode} was called on.
   *
   * @throws IllegalArgumentException if {@code encode} did not write it
   */
  static Cut decode(byte[] bytes) {
    Blob.Reader in = Blob.open(bytes);
    try {
      Cut of =
          switch (in.kind()) {
            case FLAC -> new FlacCut(FrameRun.read(in), comments(in));
            case WAV -> new WavCut(WavAudio.read(in), comments(in));
            case OGG_PICTURE -> OggPicture.read(in);
          };
      in.end();
      return of;
    } catch (UncuttableException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<String> comments(Blob.Reader in) {
    return CutArguments.comments(in.texts());
  }
}

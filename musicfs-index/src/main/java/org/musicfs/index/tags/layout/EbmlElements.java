package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.musicfs.core.origin.OriginException;

/**
 * The elements of an EBML document (RFC 8794), one after the other: an id of one to four bytes and
 * a length of one to eight, each with its width in the zeros it begins with.
 */
final class EbmlElements {
  private static final int MAX_ID_BYTES = 4;
  private static final int MAX_LENGTH_BYTES = 8;
  private static final int MAX_TEXT = 64 * 1024;

  private final RangeReader in;
  private final long end;
  private long next;

  /**
   * One element.
   *
   * @param id with its marker bits
   * @param offset of its content
   * @param end of its content; that of what it lies in, if it does not tell its length
   */
  record Element(int id, long offset, long end) {
    long length() {
      return end - offset;
    }
  }

  EbmlElements(RangeReader in, long offset, long end) {
    this.in = in;
    this.next = offset;
    this.end = end;
  }

  /** The next element; empty at the end. */
  Optional<Element> next() throws OriginException, MalformedFileException {
    if (next >= end) {
      return Optional.empty();
    }
    int idBytes = width(next, MAX_ID_BYTES);
    int id = (int) number(next, idBytes);
    long at = next + idBytes;
    int lengthBytes = width(at, MAX_LENGTH_BYTES);
    long mask = (1L << (7 * lengthBytes)) - 1;
    long length = number(at, lengthBytes) & mask;
    at += lengthBytes;
    boolean unknown = length == mask;
    if (!unknown && length > end - at) {
      throw new MalformedFileException("an element at byte " + next + " runs past its end");
    }
    next = unknown ? end : at + length;
    return Optional.of(new Element(id, at, next));
  }

  private int width(long at, int most) throws OriginException, MalformedFileException {
    int first = in.at(at, 1).get() & 0xff;
    int width = Integer.numberOfLeadingZeros(first) - 23;
    if (width > most) {
      throw new MalformedFileException("no element begins at byte " + at);
    }
    return width;
  }

  private long number(long at, int bytes) throws OriginException, MalformedFileException {
    return unsigned(in.at(at, bytes), bytes);
  }

  private static long unsigned(ByteBuffer bytes, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (bytes.get() & 0xff);
    }
    return value;
  }

  /** What an element says as an unsigned number. */
  static long unsigned(RangeReader in, Element element)
      throws OriginException, MalformedFileException {
    int bytes = (int) Math.min(element.length(), 8);
    return unsigned(in.at(element.offset(), bytes), bytes);
  }

  /** What an element says as a floating-point number; 0 if its length is none of one. */
  static double real(RangeReader in, Element element)
      throws OriginException, MalformedFileException {
    ByteBuffer bytes = in.at(element.offset(), (int) Math.min(element.length(), 8));
    return switch (bytes.remaining()) {
      case 4 -> bytes.getFloat();
      case 8 -> bytes.getDouble();
      default -> 0;
    };
  }

  /** What an element says in words, cut after 64 KiB. */
  static String text(RangeReader in, Element element)
      throws OriginException, MalformedFileException {
    String text = Text.utf8(in.at(element.offset(), (int) Math.min(element.length(), MAX_TEXT)));
    int zero = text.indexOf('\0');
    return zero < 0 ? text : text.substring(0, zero);
  }
}

package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.musicfs.core.origin.OriginException;

/**
 * Where the first samples of an MP4 track lie and when they begin (ISO/IEC 14496-12, 8.6 and 8.7):
 * their sizes from {@code stsz}, times from {@code stts}, places from {@code stsc} with {@code
 * stco} or {@code co64}. Edit lists are not looked at. Stateless.
 */
final class Mp4Samples {
  /**
   * One sample.
   *
   * @param offset in the file; may lie outside it
   * @param sizeBytes 0 or more
   * @param start in units of the track's time scale
   */
  record Sample(long offset, long sizeBytes, long start) {}

  private Mp4Samples() {}

  /**
   * The samples that all tables tell of, in order.
   *
   * @param table the box {@code stbl}
   * @param most how many at most
   */
  static List<Sample> read(RangeReader in, Mp4Boxes.Box table, int most)
      throws OriginException, MalformedFileException {
    long[] sizes = sizes(in, table, most);
    long[] starts = starts(entries(in, table, "stts", 2, most), sizes.length);
    long[] offsets = offsets(in, table, sizes);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < Math.min(starts.length, offsets.length); i++) {
      samples.add(new Sample(offsets[i], sizes[i], starts[i]));
    }
    return samples;
  }

  /** {@code u32 version and flags, u32 size of every sample or 0, u32 count, u32 sizes}. */
  private static long[] sizes(RangeReader in, Mp4Boxes.Box table, int most)
      throws OriginException, MalformedFileException {
    Optional<Mp4Boxes.Box> stsz = Mp4Boxes.find(in, table, "stsz");
    if (stsz.isEmpty() || stsz.get().length() < 12) {
      return new long[0];
    }
    ByteBuffer head = in.at(stsz.get().offset(), 12);
    long size = head.getInt(4) & 0xffff_ffffL;
    long told = size == 0 ? (stsz.get().length() - 12) / 4 : Long.MAX_VALUE;
    int count = (int) Math.min(Math.min(head.getInt(8) & 0xffff_ffffL, told), most);
    long[] sizes = new long[count];
    ByteBuffer each = size == 0 ? in.at(stsz.get().offset() + 12, 4 * count) : head;
    for (int i = 0; i < count; i++) {
      sizes[i] = size == 0 ? each.getInt(4 * i) & 0xffff_ffffL : size;
    }
    return sizes;
  }

  /** Pairs of {@code u32 how many samples, u32 how long each}. */
  private static long[] starts(ByteBuffer durations, int count) {
    List<Long> starts = new ArrayList<>();
    long at = 0;
    while (durations.hasRemaining() && starts.size() < count) {
      long samples = durations.getInt() & 0xffff_ffffL;
      long each = durations.getInt() & 0xffff_ffffL;
      for (long i = 0; i < samples && starts.size() < count; i++) {
        starts.add(at);
        at += each;
      }
    }
    return array(starts);
  }

  /** Triples of {@code u32 first chunk, counted from 1, u32 samples in each, u32 description}. */
  private static long[] offsets(RangeReader in, Mp4Boxes.Box table, long[] sizes)
      throws OriginException, MalformedFileException {
    ByteBuffer runs = entries(in, table, "stsc", 3, sizes.length);
    boolean wide = Mp4Boxes.find(in, table, "stco").isEmpty();
    ByteBuffer chunks = entries(in, table, wide ? "co64" : "stco", wide ? 2 : 1, sizes.length);
    List<Long> offsets = new ArrayList<>();
    long perChunk = 0;
    for (long chunk = 1; chunks.hasRemaining(); chunk++) {
      if (runs.hasRemaining() && (runs.getInt(runs.position()) & 0xffff_ffffL) <= chunk) {
        perChunk = runs.getInt(runs.position() + 4) & 0xffff_ffffL;
        runs.position(runs.position() + 12);
      }
      long at = wide ? chunks.getLong() : chunks.getInt() & 0xffff_ffffL;
      for (long i = 0; i < perChunk && offsets.size() < sizes.length; i++) {
        offsets.add(at);
        at += sizes[offsets.size() - 1];
      }
    }
    return array(offsets);
  }

  /**
   * The entries of a table of {@code u32 version and flags, u32 count, entries}; none if there is
   * no such table.
   *
   * @param words of 32 bits in an entry
   */
  private static ByteBuffer entries(
      RangeReader in, Mp4Boxes.Box table, String type, int words, int most)
      throws OriginException, MalformedFileException {
    Optional<Mp4Boxes.Box> box = Mp4Boxes.find(in, table, type);
    if (box.isEmpty() || box.get().length() < 8) {
      return ByteBuffer.allocate(0);
    }
    long fit = (box.get().length() - 8) / (4L * words);
    long count = Math.min(in.at(box.get().offset() + 4, 4).getInt() & 0xffff_ffffL, fit);
    return in.at(box.get().offset() + 8, 4 * words * (int) Math.min(count, most));
  }

  private static long[] array(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }
}

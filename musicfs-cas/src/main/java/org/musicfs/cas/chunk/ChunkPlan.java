package org.musicfs.cas.chunk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;

/**
 * Where a version is cut: runs of equally long chunks, the last of each run shorter where it does
 * not divide. A region is one run counted from the region's own start, so that equal audio is cut
 * equally whatever stands before it; boundaries found by content are runs of one chunk each. Costs
 * memory per run, not per chunk. Immutable.
 */
public final class ChunkPlan {
  /** The longest chunk: it is verified whole, in memory. */
  public static final int MAX_CHUNK_BYTES = 4 << 20;

  /**
   * The most chunks of one version. Longer files are cut more coarsely; what does not fit then
   * (from 1 TiB on) is not music, and is read directly.
   */
  public static final int MAX_CHUNKS = 1 << 18;

  /**
   * Consecutive chunks of one class and length.
   *
   * @param kind their class
   * @param lengthBytes of the whole run, more than 0
   * @param chunkBytes of each chunk but the last, 1 to {@link #MAX_CHUNK_BYTES}
   */
  public record Run(ChunkClass kind, long lengthBytes, int chunkBytes) {
    public Run {
      if (lengthBytes <= 0 || chunkBytes <= 0 || chunkBytes > MAX_CHUNK_BYTES) {
        throw new IllegalArgumentException("run of " + lengthBytes + " by " + chunkBytes);
      }
    }

    /** Whether it is one chunk that was found by its content, or looks like it. */
    public boolean isCutByContent() {
      return lengthBytes == chunkBytes;
    }

    long chunks() {
      return (lengthBytes - 1) / chunkBytes + 1;
    }
  }

  private final List<Run> runs;
  private final long[] offsets;
  private final int[] firsts;

  private ChunkPlan(List<Run> runs, long[] offsets, int[] firsts) {
    this.runs = runs;
    this.offsets = offsets;
    this.firsts = firsts;
  }

  /** Whether a file of this size can be chunked at all. */
  public static boolean fits(long sizeBytes) {
    return sizeBytes <= (long) MAX_CHUNKS * MAX_CHUNK_BYTES / 2;
  }

  /**
   * The plan of a layout at a fixed chunk size.
   *
   * @param chunkBytes 1 to {@link #MAX_CHUNK_BYTES}; doubled as often as a long file needs
   * @throws IllegalArgumentException if the file does not {@link #fits fit}
   */
  public static ChunkPlan of(Layout layout, int chunkBytes) {
    int cut = chunkBytes;
    while (layout.sizeBytes() / cut > MAX_CHUNKS / 2 && cut <= MAX_CHUNK_BYTES / 2) {
      cut *= 2;
    }
    List<Run> runs = new ArrayList<>();
    for (Region region : layout.regions()) {
      runs.add(new Run(ChunkClass.of(region.kind()), region.length(), cut));
    }
    return of(runs);
  }

  /**
   * The plan with these runs.
   *
   * @throws IllegalArgumentException if they hold more than {@link #MAX_CHUNKS} chunks or more
   *     bytes than a file can have
   */
  public static ChunkPlan of(List<Run> runs) {
    long[] offsets = new long[runs.size() + 1];
    int[] firsts = new int[runs.size() + 1];
    for (int r = 0; r < runs.size(); r++) {
      Run run = runs.get(r);
      long chunks = firsts[r] + run.chunks();
      if (chunks > MAX_CHUNKS || run.lengthBytes() > Long.MAX_VALUE - offsets[r]) {
        throw new IllegalArgumentException("too long to chunk: " + run);
      }
      offsets[r + 1] = offsets[r] + run.lengthBytes();
      firsts[r + 1] = (int) chunks;
    }
    return new ChunkPlan(List.copyOf(runs), offsets, firsts);
  }

  public List<Run> runs() {
    return runs;
  }

  /** Length of the version. */
  public long sizeBytes() {
    return offsets[runs.size()];
  }

  /** How many chunks there are. */
  public int count() {
    return firsts[runs.size()];
  }

  /**
   * The index of the chunk that holds the byte at {@code offset}.
   *
   * @param offset 0 to the size, exclusive
   */
  public int indexAt(long offset) {
    if (offset < 0 || offset >= sizeBytes()) {
      throw new IndexOutOfBoundsException("offset " + offset + " of " + sizeBytes());
    }
    int found = Arrays.binarySearch(offsets, offset);
    int r = found >= 0 ? found : -found - 2;
    return firsts[r] + (int) ((offset - offsets[r]) / runs.get(r).chunkBytes());
  }

  /** The index of the chunk of exactly these bytes; -1 if there is none. */
  public int find(long offset, int length) {
    if (offset < 0 || offset >= sizeBytes()) {
      return -1;
    }
    int index = indexAt(offset);
    return offset(index) == offset && length(index) == length ? index : -1;
  }

  /** The number of the run that consists of exactly these bytes; -1 if there is none. */
  public int findRun(long offset, long length) {
    int found = Arrays.binarySearch(offsets, offset);
    return found >= 0 && found < runs.size() && runs.get(found).lengthBytes() == length
        ? found
        : -1;
  }

  /** The number of the run that holds chunk {@code index}. */
  public int runOf(int index) {
    return run(index);
  }

  /**
   * The index of the first chunk of a run.
   *
   * @param run its number; the number of runs gives the number of chunks
   */
  public int firstOf(int run) {
    return firsts[run];
  }

  /**
   * The plan in which one run is cut anew.
   *
   * @param run its number
   * @param lengths of the chunks it is to have, in order
   * @throws IllegalArgumentException if they do not add up to the run, or the plan gets too long
   */
  public ChunkPlan recut(int run, List<Integer> lengths) {
    Run old = runs.get(run);
    if (lengths.stream().mapToLong(Integer::longValue).sum() != old.lengthBytes()) {
      throw new IllegalArgumentException(lengths + " in place of " + old);
    }
    List<Run> all = new ArrayList<>(runs.subList(0, run));
    for (int length : lengths) {
      all.add(new Run(old.kind(), length, length));
    }
    all.addAll(runs.subList(run + 1, runs.size()));
    return of(all);
  }

  /**
   * The index of the last of the chunks that are asked for together.
   *
   * @param first the index of the first of them
   * @param last what is not to be gone beyond
   * @param bytes they may take together; the first may take more
   */
  public int lastWithin(int first, int last, long bytes) {
    long end = offset(first) + bytes;
    int found = first;
    while (found < last && offset(found + 1) + length(found + 1) <= end) {
      found++;
    }
    return found;
  }

  /** Where chunk {@code index} starts. */
  public long offset(int index) {
    int r = run(index);
    return offsets[r] + (long) (index - firsts[r]) * runs.get(r).chunkBytes();
  }

  /** Bytes of chunk {@code index}. */
  public int length(int index) {
    int r = run(index);
    long start = offsets[r] + (long) (index - firsts[r]) * runs.get(r).chunkBytes();
    return (int) Math.min(runs.get(r).chunkBytes(), offsets[r + 1] - start);
  }

  /** The class of chunk {@code index}. */
  public ChunkClass kind(int index) {
    return runs.get(run(index)).kind();
  }

  private int run(int index) {
    if (index < 0 || index >= count()) {
      throw new IndexOutOfBoundsException("chunk " + index + " of " + count());
    }
    int found = Arrays.binarySearch(firsts, index);
    return found >= 0 ? found : -found - 2;
  }
}

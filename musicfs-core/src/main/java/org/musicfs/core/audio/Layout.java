package org.musicfs.core.audio;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The regions of a file, in order, without gap or overlap, from its first byte to its last. An
 * empty file has none.
 *
 * @param regions in order of offset
 */
public record Layout(List<Region> regions) {
  public Layout {
    regions = List.copyOf(regions);
    long expected = 0;
    for (Region region : regions) {
      if (region.offset() != expected) {
        throw new IllegalArgumentException("gap or overlap at " + expected + " in " + regions);
      }
      expected = region.end();
    }
  }

  /** The layout of a file of which only the length is known. */
  public static Layout unknown(long sizeBytes) {
    return sizeBytes == 0
        ? new Layout(List.of())
        : new Layout(List.of(new Region(Region.Kind.UNKNOWN, 0, sizeBytes)));
  }

  /** Length of the file. */
  public long sizeBytes() {
    return regions.isEmpty() ? 0 : regions.getLast().end();
  }

  /** The audio region; empty if it is not known. */
  public Optional<Region> audio() {
    return regions.stream().filter(r -> r.kind() == Region.Kind.AUDIO).findFirst();
  }

  /**
   * Builds a layout from the regions that are known; what lies between them becomes {@code HEAD}
   * before the audio and {@code TAIL} after it.
   *
   * @param known in order of offset, not overlapping, within the size; exactly one of them {@code
   *     AUDIO}
   * @throws IllegalArgumentException if they overlap, run past the size, or hold no or several
   *     audio regions
   */
  public static Layout of(long sizeBytes, List<Region> known) {
    if (known.stream().filter(r -> r.kind() == Region.Kind.AUDIO).count() != 1) {
      throw new IllegalArgumentException("exactly one audio region is needed: " + known);
    }
    List<Region> all = new ArrayList<>();
    long at = 0;
    Region.Kind filler = Region.Kind.HEAD;
    for (Region region : known) {
      if (region.offset() > at) {
        all.add(new Region(filler, at, region.offset() - at));
      }
      all.add(region);
      at = region.end();
      if (region.kind() == Region.Kind.AUDIO) {
        filler = Region.Kind.TAIL;
      }
    }
    if (at > sizeBytes) {
      throw new IllegalArgumentException("regions run past the size " + sizeBytes + ": " + known);
    }
    if (at < sizeBytes) {
      all.add(new Region(filler, at, sizeBytes - at));
    }
    return new Layout(all);
  }
}

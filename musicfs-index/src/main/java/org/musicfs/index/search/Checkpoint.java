package org.musicfs.index.search;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far an index has come; written into each Lucene commit (its user data), so that it holds for
 * exactly the documents of that commit. Keys and values are text:
 *
 * <ul>
 *   <li>{@code musicfs.format}: {@link #FORMAT}; another one is rebuilt
 *   <li>{@code musicfs.catalogue}: identity of the catalogue it was made from
 *   <li>{@code musicfs.sequence}: every change up to this one is in the index
 *   <li>{@code musicfs.generation}: of the last rebuild; what carries another one is older
 *   <li>{@code musicfs.rebuilt-to}: only while a rebuild is under way: the last track id it has
 *       reached; tracks above are missing or older
 * </ul>
 *
 * @param catalogue may be empty
 * @param sequence 0 or more
 * @param generation the sequence at which the last rebuild began
 * @param rebuiltTo empty when the index is complete
 */
record Checkpoint(String catalogue, long sequence, long generation, OptionalLong rebuiltTo) {
  /** Raised whenever what is indexed, or how, changes. */
  static final int FORMAT = 2;

  private static final String FORMAT_KEY = "musicfs.format";
  private static final String CATALOGUE_KEY = "musicfs.catalogue";
  private static final String SEQUENCE_KEY = "musicfs.sequence";
  private static final String GENERATION_KEY = "musicfs.generation";
  private static final String REBUILT_KEY = "musicfs.rebuilt-to";

  /** Where a rebuild begins: every change after {@code sequence} is still to be applied. */
  static Checkpoint startOfRebuild(String catalogue, long sequence) {
    return new Checkpoint(catalogue, sequence, sequence, OptionalLong.of(0));
  }

  Checkpoint rebuiltTo(long trackId) {
    return new Checkpoint(catalogue, sequence, generation, OptionalLong.of(trackId));
  }

  Checkpoint complete() {
    return new Checkpoint(catalogue, sequence, generation, OptionalLong.empty());
  }

  Checkpoint at(long newSequence) {
    return new Checkpoint(catalogue, newSequence, generation, rebuiltTo);
  }

  boolean rebuilding() {
    return rebuiltTo.isPresent();
  }

  Map<String, String> toUserData() {
    Map<String, String> data = new HashMap<>();
    data.put(FORMAT_KEY, Integer.toString(FORMAT));
    data.put(CATALOGUE_KEY, catalogue);
    data.put(SEQUENCE_KEY, Long.toString(sequence));
    data.put(GENERATION_KEY, Long.toString(generation));
    rebuiltTo.ifPresent(trackId -> data.put(REBUILT_KEY, Long.toString(trackId)));
    return data;
  }

  /** Reads what {@link #toUserData} wrote; empty for anything else. */
  static Optional<Checkpoint> fromUserData(Map<String, String> data) {
    try {
      if (!Integer.toString(FORMAT).equals(data.get(FORMAT_KEY))) {
        return Optional.empty();
      }
      String rebuilt = data.get(REBUILT_KEY);
      return Optional.of(
          new Checkpoint(
              data.getOrDefault(CATALOGUE_KEY, ""),
              Long.parseLong(data.getOrDefault(SEQUENCE_KEY, "")),
              Long.parseLong(data.getOrDefault(GENERATION_KEY, "")),
              rebuilt == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(rebuilt))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}

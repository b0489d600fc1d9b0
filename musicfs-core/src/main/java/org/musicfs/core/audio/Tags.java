package org.musicfs.core.audio;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tag values by field. Every field is a list; blank values and duplicates are never kept.
 * Immutable.
 */
public final class Tags {
  public static final Tags EMPTY = new Tags(new EnumMap<>(TagField.class));

  private final Map<TagField, List<String>> values;

  private Tags(Map<TagField, List<String>> values) {
    this.values = values;
  }

  /**
   * Values in their order; blank ones and repeats within a field are dropped, the rest stripped.
   */
  public static Tags of(Map<TagField, List<String>> values) {
    EnumMap<TagField, List<String>> kept = new EnumMap<>(TagField.class);
    values.forEach(
        (field, list) -> {
          List<String> clean =
              list.stream().map(String::strip).filter(v -> !v.isEmpty()).distinct().toList();
          if (!clean.isEmpty()) {
            kept.put(field, clean);
          }
        });
    return new Tags(kept);
  }

  /** All values of {@code field}, in order; empty if it is not set. */
  public List<String> all(TagField field) {
    return values.getOrDefault(field, List.of());
  }

  /** The first value of {@code field}. */
  public Optional<String> first(TagField field) {
    List<String> list = all(field);
    return list.isEmpty() ? Optional.empty() : Optional.of(list.getFirst());
  }

  /** Only the fields that are set. Unmodifiable, in field order. */
  public Map<TagField, List<String>> asMap() {
    return Collections.unmodifiableMap(values);
  }

  /**
   * These tags with each field of {@code overrides} replacing this one's; an empty list removes the
   * field.
   */
  public Tags with(Map<TagField, List<String>> overrides) {
    if (overrides.isEmpty()) {
      return this;
    }
    EnumMap<TagField, List<String>> merged = new EnumMap<>(TagField.class);
    merged.putAll(values);
    merged.putAll(overrides);
    return of(merged);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Tags t && values.equals(t.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}

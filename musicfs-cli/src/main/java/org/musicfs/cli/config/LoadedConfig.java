package org.musicfs.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.config.MusicfsConfig;

/**
 * A configuration and where each of its values came from.
 *
 * @param file that was read; empty if there is none
 * @param sources by dotted key; {@code origin[0].path} for the first origin
 */
public record LoadedConfig(MusicfsConfig config, Optional<Path> file, Map<String, Source> sources) {
  public LoadedConfig {
    sources = Map.copyOf(sources);
  }

  /** One value, printed. */
  public record Row(String key, String value, Source source) {}

  /** Every value, in the order of the documentation, lists of tables last. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Key<?> key : Keys.ALL) {
      rows.add(row(key.name(), key.print(config)));
    }
    Keys.LISTS.forEach(list -> addRows(list, rows));
    return rows;
  }

  private <E> void addRows(TableList<E> list, List<Row> rows) {
    List<E> elements = list.in().apply(config);
    for (int i = 0; i < elements.size(); i++) {
      E element = elements.get(i);
      for (TableList.Field<E, ?> field : list.shapes().of(element).fields()) {
        rows.add(row(list.key(i, field.leaf()), field.print(element)));
      }
    }
  }

  private Row row(String key, String value) {
    return new Row(key, value, sources.getOrDefault(key, new Source.Default()));
  }
}

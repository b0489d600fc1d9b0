package org.musicfs.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.config.MusicfsConfig;
import org.musicfs.core.config.OriginConfig;

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

  /** Every value, in the order of the documentation, origins last. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Key<?> key : Keys.ALL) {
      rows.add(row(key.name(), key.print(config)));
    }
    for (int i = 0; i < config.origins().size(); i++) {
      OriginConfig origin = config.origins().get(i);
      String prefix = Keys.ORIGIN + "[" + i + "].";
      rows.add(row(prefix + Keys.ORIGIN_PATH, origin.path().toString()));
      rows.add(row(prefix + Keys.ORIGIN_CACHE, origin.cache().key()));
      rows.add(row(prefix + Keys.ORIGIN_LIBRARY, origin.library().value()));
    }
    return rows;
  }

  private Row row(String key, String value) {
    return new Row(key, value, sources.getOrDefault(key, new Source.Default()));
  }
}

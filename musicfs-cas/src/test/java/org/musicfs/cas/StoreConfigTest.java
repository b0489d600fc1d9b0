package org.musicfs.cas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musicfs.core.config.CacheConfig;
import org.musicfs.core.config.ContentConfig;
import org.musicfs.core.config.MusicfsConfig;

final class StoreConfigTest {
  private static final CacheConfig CACHE = MusicfsConfig.defaults().cache();

  @ParameterizedTest
  @CsvSource({
    "0, 1048576, 0",
    "1, 1048576, 0",
    "3145728, 3145728, 1048576",
    "12582912, 12582912, 4194304",
    "25165824, 25165824, 8388608"
  })
  void readAheadHoldsForEveryValueTheConfigurationAllows(
      long configured, long inFlight, long window) {
    StoreConfig config =
        StoreConfig.of(
            Path.of("/cache"), CACHE, new ContentConfig(Duration.ofSeconds(15), configured));

    assertThat(config.reading().inFlightBytes()).isEqualTo(inFlight);
    assertThat(config.reading().aheadBytes()).isEqualTo(window);
  }

  @Test
  void theDefaultsAreThoseOfTheConfiguration() {
    StoreConfig config = StoreConfig.defaults(Path.of("/cache"));

    assertThat(config.space().limitBytes()).isEqualTo(CACHE.limitBytes());
    assertThat(config.chunkBytes()).isEqualTo(CACHE.chunkBytes());
  }
}

package org.musicfs.origin.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginOptions.Timeouts;
import org.musicfs.core.origin.OriginProvider;

final class S3LocationTest {
  private final S3Provider provider = new S3Provider();

  private static OriginOptions options(Map<String, String> values) {
    return new OriginOptions(values, Timeouts.DEFAULT, 1, reference -> Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "s3://music, s3://music",
    "S3://music/, s3://music",
    "s3://music//a/b/, s3://music/a/b",
    "s3://music/Björk & co, s3://music/Bj%C3%B6rk%20%26%20co",
    "s3://music/a%3fb, s3://music/a%3Fb",
    "s3://music?endpoint=HTTPS://Nas:443/, s3://music?endpoint=https://nas",
    "s3://music/a?endpoint=http://[::1]:9000, s3://music/a?endpoint=http://[::1]:9000"
  })
  void aLocationHasOneSpelling(String typed, String normal) {
    assertThat(provider.location(typed)).isEqualTo(normal);
    assertThat(provider.location(normal)).isEqualTo(normal);
    assertThat(provider.location(options(Map.of("url", typed)))).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/music",
        "s3:music",
        "s3:///music",
        "s3://Music",
        "s3://music/a/../b",
        "s3://music/%2e%2e/b",
        "s3://music/%zz",
        "s3://music/%00",
        "s3://music/%ff",
        "s3://music/a?b",
        "s3://music?endpoint=nas:9000",
        "s3://music?endpoint=https://nas:0",
        "s3://music?endpoint=https://nas/path"
      })
  void whatIsNoLocationIsRefused(String typed) {
    assertThatThrownBy(() -> provider.location(typed))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.ORIGIN);
              assertThat(e.remedy()).isNotEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3://AKIA:hunter2@music/x", "s3://music?endpoint=https://ada:hunter2@nas"})
  void aKeyInALocationIsRefusedAndNotRepeated(String typed) {
    assertThatThrownBy(() -> provider.location(typed))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.getMessage() + e.remedy()).doesNotContain("hunter2");
              assertThat(e.remedy()).contains("secret_key_from");
            });
  }

  @Test
  void theEndpointIsPartOfTheIdentityWhereverItIsWritten() {
    assertThat(
            provider.location(
                options(Map.of("url", "s3://music/a", "endpoint", "http://NAS:9000/"))))
        .isEqualTo("s3://music/a?endpoint=http://nas:9000");
    assertThatThrownBy(
            () ->
                provider.location(
                    options(
                        Map.of("url", "s3://music?endpoint=http://one", "endpoint", "http://two"))))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG));
  }

  @Test
  void theProviderIsFound() {
    assertThat(ServiceLoader.load(OriginProvider.class).stream().map(ServiceLoader.Provider::type))
        .contains(S3Provider.class);
  }
}

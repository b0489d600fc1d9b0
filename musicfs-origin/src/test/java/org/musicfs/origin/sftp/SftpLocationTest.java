package org.musicfs.origin.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginOptions.Timeouts;
import org.musicfs.core.origin.OriginProvider;

final class SftpLocationTest {
  private final SftpProvider provider = new SftpProvider();

  @ParameterizedTest
  @CsvSource({
    "sftp://nas/music, sftp://nas/music",
    "SFTP://NAS:22/music/, sftp://nas/music",
    "sftp://ada@nas:2222//srv/./music, sftp://ada@nas:2222/srv/music",
    "sftp://nas, sftp://nas/",
    "sftp://nas/, sftp://nas/",
    "sftp://[::1]:23/a, sftp://[::1]:23/a",
    "sftp://nas/Bj%f6rk, sftp://nas/Bj%F6rk",
    "sftp://nas/Björk & co, sftp://nas/Bj%C3%B6rk%20%26%20co",
    "sftp://nas/%61%2Fb?x#y, sftp://nas/a/b%3Fx%23y",
    "sftp://a%40b%3Ac@nas/x, sftp://a%40b%3Ac@nas/x"
  })
  void aLocationHasOneSpelling(String typed, String normal) {
    assertThat(provider.location(typed)).isEqualTo(normal);
    assertThat(provider.location(normal)).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/music",
        "ftp://nas/music",
        "sftp:nas/music",
        "sftp:///music",
        "sftp://nas:0/x",
        "sftp://nas:70000/x",
        "sftp://@nas/x",
        "sftp://nas/a/../b",
        "sftp://nas/%2e%2e/b",
        "sftp://nas/%zz",
        "sftp://nas/%00",
        "sftp://n as/x"
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

  @Test
  void aPasswordInALocationIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> provider.location("sftp://ada:hunter2@nas/music"))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.getMessage() + e.remedy()).doesNotContain("hunter2");
              assertThat(e.remedy()).contains("password_from");
            });
  }

  @Test
  void aPersonReadsThePathAndNotItsCode() {
    OriginOptions none = new OriginOptions(Map.of(), Timeouts.DEFAULT, 1, TestSftp.NO_SECRETS);
    try (var origin =
        provider.create(new OriginId(1), provider.location("sftp://nas/Björk %ff"), none)) {
      assertThat(origin.displayName()).isEqualTo("sftp://nas/Björk \\xff");
    }
  }

  @Test
  void theProviderIsFound() {
    assertThat(ServiceLoader.load(OriginProvider.class).stream().map(ServiceLoader.Provider::type))
        .contains(SftpProvider.class);
    assertThat(provider.apiVersion()).isEqualTo(OriginProvider.API_VERSION);
  }
}

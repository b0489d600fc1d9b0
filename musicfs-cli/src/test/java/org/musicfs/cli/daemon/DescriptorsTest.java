package org.musicfs.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DescriptorsTest {
  @Test
  void aUsualLimitChangesNothing() {
    assertThat(new Descriptors(1024).share(256, 0.6)).isEqualTo(256);
  }

  @Test
  void fewerAreKeptOpenWhereFewAreGranted() {
    assertThat(new Descriptors(292).share(256, 0.6)).isEqualTo(60);
    assertThat(new Descriptors(64).share(256, 0.6)).isEqualTo(8);
  }

  @Test
  void theLimitIsRead() {
    assertThat(Descriptors.ofThisProcess().limit()).isPositive();
  }
}

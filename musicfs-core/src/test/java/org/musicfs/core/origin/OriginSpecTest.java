package org.musicfs.core.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OriginSpecTest {
  @Test
  void aLocationIsShownAsThePathAPersonKnows() {
    assertThat(OriginSpec.display("file:///home/ada/My%20Music/%C3%A9t%C3%A9"))
        .isEqualTo("/home/ada/My Music/été");
    assertThat(OriginSpec.display("file:///")).isEqualTo("/");
  }

  @Test
  void whatIsNoUtf8OrNoFileUriIsStillShown() {
    assertThat(OriginSpec.display("file:///a%FFb")).isEqualTo("/a\\xffb");
    assertThat(OriginSpec.display("file:///100%")).isEqualTo("file:///100%");
    assertThat(OriginSpec.display("sftp://host/music%20x")).isEqualTo("sftp://host/music%20x");
  }
}

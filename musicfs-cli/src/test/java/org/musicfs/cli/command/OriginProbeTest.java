package org.musicfs.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.testing.FakeOrigin;

class OriginProbeTest {
  private final FakeOrigin origin = new FakeOrigin(1);

  private void put(String path, int bytes) {
    origin.put(OriginPath.of(path), new byte[bytes]);
  }

  @Test
  void theNearestFileThatIsNotEmptyIsRead() throws Exception {
    put("empty.mp3", 0);
    put("a/b/far.mp3", 10);
    put("c/near.mp3", OriginProbe.FIRST_BYTES + 1_000);

    OriginProbe.Outcome outcome = OriginProbe.run(origin);

    assertThat(outcome.files()).isEqualTo(1);
    assertThat(outcome.directories()).isEqualTo(2);
    OriginProbe.FileRead file = outcome.file().orElseThrow();
    assertThat(file.path()).isEqualTo(OriginPath.of("c/near.mp3"));
    assertThat(file.firstBytes()).isEqualTo(OriginProbe.FIRST_BYTES);
    assertThat(file.moreBytes()).isEqualTo(1_000);
  }

  @Test
  void anOriginWithoutFilesIsListedOnly() throws Exception {
    put("empty.mp3", 0);
    assertThat(OriginProbe.run(origin).file()).isEmpty();
    assertThat(origin.opens).hasValue(0);
  }

  @Test
  void whatCannotBeReachedSaysSo() {
    origin.unreachable(true);
    assertThatThrownBy(() -> OriginProbe.run(origin))
        .isInstanceOfSatisfying(
            OriginException.class,
            e -> assertThat(e.reason()).isEqualTo(OriginException.Reason.UNREACHABLE));
  }
}

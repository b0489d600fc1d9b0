package org.musicfs.fuse.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.tree.TreeException;

class EdgeTest {
  private final Metrics metrics = new Metrics();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Edge edge = new Edge(metrics, now::get);

  @Test
  void whateverIsThrownBecomesANumber() {
    assertThat(edge.answer("x", "/a", () -> 17)).isEqualTo(17);
    assertThat(answerTo(new FsException(FsErrno.ENODATA))).isEqualTo(-61);
    assertThat(metrics.get(Metric.FUSE_ERRORS)).isZero();
    assertThat(answerTo(new TreeException("t", null))).isEqualTo(-5);
    assertThat(answerTo(new ContentException(ContentException.Reason.UNKNOWN_VERSION, "c", null)))
        .isEqualTo(-5);
    assertThat(answerTo(new IllegalStateException("r"))).isEqualTo(-5);
    assertThat(answerTo(new StackOverflowError("e"))).isEqualTo(-5);
    assertThat(metrics.get(Metric.FUSE_ERRORS)).isEqualTo(4);
    assertThat(metrics.get(Metric.FUSE_REQUESTS)).isEqualTo(6);
  }

  private int answerTo(Throwable thrown) {
    return edge.answer(
        "op",
        "/path",
        () -> {
          switch (thrown) {
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(thrown);
          }
        });
  }

  @Test
  void theSameFailureIsLoggedOnceAMinuteWithTheNumberLeftOut() {
    FailureLog log = new FailureLog(now::get);
    assertThat(log.admit("read", "/a", "X")).isZero();
    assertThat(log.admit("read", "/a", "X")).isNegative();
    assertThat(log.admit("read", "/a", "X")).isNegative();
    assertThat(log.admit("read", "/b", "X")).isZero();
    assertThat(log.admit("read", "/a", "Y")).isZero();
    now.set(Instant.EPOCH.plusSeconds(61));
    assertThat(log.admit("read", "/a", "X")).isEqualTo(2);
    for (int i = 0; i < 600; i++) {
      log.admit("read", "/other " + i, "X");
    }
    assertThat(log.admit("read", "/a", "X")).isZero();
  }
}

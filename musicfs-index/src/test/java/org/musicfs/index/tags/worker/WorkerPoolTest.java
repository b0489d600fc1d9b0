package org.musicfs.index.tags.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.index.tags.layout.Id3Frames;
import org.musicfs.index.tags.map.RawTags;

class WorkerPoolTest {
  private static final Duration DEADLINE = Duration.ofMillis(700);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Metrics metrics = new Metrics();
  private final ExecutorService callers = Executors.newFixedThreadPool(16);
  private Optional<WorkerPool> opened = Optional.empty();

  @TempDir Path directory;

  private WorkerPool pool(int maxWorkers, Duration deadline, Duration idle) {
    return pool(new WorkerSettings(command(), maxWorkers, deadline, idle));
  }

  private WorkerPool pool(WorkerSettings settings) {
    WorkerPool pool = new WorkerPool(settings, metrics);
    opened = Optional.of(pool);
    return pool;
  }

  private static List<String> command() {
    String classes =
        FaultyWorker.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return WorkerSettings.command(
        FaultyWorker.class.getName(),
        classes + File.pathSeparator + WorkerSettings.classPath(),
        48);
  }

  @AfterEach
  void nothingIsLeftBehind() throws Exception {
    opened.ifPresent(WorkerPool::close);
    callers.shutdownNow();
    assertThat(callers.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    assertThat(children()).isEmpty();
  }

  private static Stream<ProcessHandle> children() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive);
  }

  private static Id3Frames title(String title) {
    byte[] text = title.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer frame = ByteBuffer.allocate(11 + text.length);
    frame
        .put("TIT2".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(text.length + 1)
        .putShort((short) 0);
    return new Id3Frames(3, List.of(frame.put((byte) 0).put(text).array()));
  }

  private static String outcome(WorkerPool.Decoded decoded) {
    return decoded.problem().orElseGet(() -> decoded.tags().entries().getFirst().value());
  }

  /** Asks for all titles at once, and returns what each came to. */
  private List<String> all(WorkerPool pool, List<String> titles) throws Exception {
    List<Future<WorkerPool.Decoded>> futures = new ArrayList<>();
    for (String title : titles) {
      futures.add(callers.submit(() -> pool.decode(title(title))));
    }
    List<String> outcomes = new ArrayList<>();
    for (Future<WorkerPool.Decoded> future : futures) {
      outcomes.add(outcome(future.get(60, TimeUnit.SECONDS)));
    }
    return outcomes;
  }

  @Test
  void noWorkerRunsBeforeTheFirstCallAndIdleOnesEnd() throws Exception {
    WorkerPool pool = pool(2, LONG, Duration.ofMillis(100));
    assertThat(children()).isEmpty();

    assertThat(outcome(pool.decode(title("one")))).isEqualTo("one");
    Optional<ProcessHandle> worker = children().findFirst();
    worker.ifPresent(w -> w.onExit().orTimeout(20, TimeUnit.SECONDS).join());

    assertThat(pool.size()).isZero();
    assertThat(metrics.get(Metric.TAG_WORKER_RESTARTS)).isZero();
    assertThat(outcome(pool.decode(title("two")))).isEqualTo("two");
  }

  @Test
  void manyCallersShareFewWorkersAndEachGetsItsOwnAnswer() throws Exception {
    WorkerPool pool = pool(2, LONG, LONG);
    List<String> titles = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      titles.add("title " + i);
    }

    assertThat(all(pool, titles)).isEqualTo(titles);
    assertThat(children().count()).isBetween(1L, 2L);
  }

  @Test
  void aFileThatLoopsIsGivenUpAndCostsOnlyItself() throws Exception {
    WorkerPool pool = pool(1, DEADLINE, LONG);

    assertThat(all(pool, List.of("a", "b", "LOOP", "c", "d", "e")))
        .containsExactly("a", "b", "the tag reader gave up after 700 ms", "c", "d", "e");
    assertThat(metrics.get(Metric.TAG_WORKER_RESTARTS)).isEqualTo(1);
  }

  @Test
  void aFileThatExhaustsTheHeapOrKillsItsWorkerCostsOnlyItself() throws Exception {
    WorkerPool pool = pool(2, LONG, LONG);
    String died = "the tag reader died of it, twice";

    assertThat(all(pool, List.of("a", "BLOAT", "b", "DIE", "c", "d", "e", "f")))
        .containsExactly("a", died, "b", died, "c", "d", "e", "f");
    assertThat(metrics.get(Metric.TAG_WORKER_RESTARTS)).isEqualTo(4);
  }

  @Test
  void aWorkerKilledByAnotherHandCostsNoFile() throws Exception {
    WorkerPool pool = pool(1, LONG, LONG);
    Path marker = directory.resolve("killed");

    assertThat(all(pool, List.of("a", "ONCE:" + marker, "b")))
        .containsExactly("a", "ONCE:" + marker, "b");
    assertThat(metrics.get(Metric.TAG_WORKER_RESTARTS)).isEqualTo(1);

    children().forEach(ProcessHandle::destroyForcibly);
    assertThat(outcome(pool.decode(title("after")))).isEqualTo("after");
  }

  @Test
  void requestsLargerThanAPipeToAHungWorkerBlockNobody() throws Exception {
    WorkerPool pool = pool(1, DEADLINE, LONG);
    String large = "x".repeat(60_000);
    List<String> titles = new ArrayList<>(List.of("LOOP"));
    for (int i = 0; i < 15; i++) {
      titles.add(i + large);
    }

    List<String> outcomes = all(pool, titles);

    assertThat(outcomes.getFirst()).startsWith("the tag reader gave up");
    assertThat(outcomes.subList(1, 16)).isEqualTo(titles.subList(1, 16));
  }

  @Test
  void closingFailsWhatIsUnderWayAndWhatComesAfter() throws Exception {
    WorkerPool pool = pool(1, LONG, LONG);
    Future<WorkerPool.Decoded> stuck = callers.submit(() -> pool.decode(title("LOOP")));
    while (children().findAny().isEmpty()) {
      Thread.onSpinWait();
    }

    pool.close();

    assertThatThrownBy(() -> stuck.get(10, TimeUnit.SECONDS)).hasMessageContaining("closed");
    assertThatThrownBy(() -> pool.decode(title("late")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the tag reader is closed");
  }

  @Test
  void aWorkerThatCannotBeStartedIsSaidToBe() {
    WorkerPool pool = pool(new WorkerSettings(List.of("/nonexistent/java"), 1, LONG, LONG));

    assertThatThrownBy(() -> pool.decode(title("a")))
        .hasMessage("no tag worker can be started: /nonexistent/java");
    assertThat(pool.size()).isZero();
  }

  @Test
  void aBusyWorkerEndsWhenTheDaemonIsGone() throws Exception {
    Process worker = new ProcessBuilder(command()).start();
    try {
      DataOutputStream out = new DataOutputStream(worker.getOutputStream());
      Protocol.writeRequest(out, title("LOOP"));
      out.close();

      assertThat(worker.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).isZero();
    } finally {
      worker.destroyForcibly();
    }
  }

  @Test
  void aBadFrameCostsOnlyItself() throws Exception {
    WorkerPool pool = pool(1, LONG, LONG);
    byte[] good = title("good").frames().getFirst();
    byte[] bad = "TPE1\0\0\0\7\0\0\1".getBytes(StandardCharsets.ISO_8859_1);

    WorkerPool.Decoded decoded = pool.decode(new Id3Frames(3, List.of(bad, good)));

    assertThat(decoded.problem()).isEmpty();
    assertThat(decoded.tags().entries()).containsExactly(new RawTags.Entry("TIT2", "good"));
    assertThat(pool.decode(new Id3Frames(3, List.of(bad))).problem())
        .contains("none of its ID3v2 frames could be decoded");
  }
}

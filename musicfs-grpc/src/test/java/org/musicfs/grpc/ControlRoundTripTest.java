package org.musicfs.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.StoreCheck;
import org.musicfs.core.content.StoreFill;
import org.musicfs.core.content.StoreStats;
import org.musicfs.core.control.CacheControl;
import org.musicfs.core.control.CacheTarget;
import org.musicfs.core.control.CachedFile;
import org.musicfs.core.control.Control;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.control.ShutdownResult;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.search.SearchException;
import org.musicfs.core.search.SearchResult;

@Timeout(60)
class ControlRoundTripTest {
  @TempDir Path directory;

  private interface Use {
    void with(ControlClient client) throws Exception;
  }

  private void serve(Control control, Use use) throws Exception {
    Path socket = directory.resolve("run").resolve("default.sock");
    try (ControlServer server = ControlServer.start(socket, control);
        ControlClient client = ControlClient.open(server.socket())) {
      use.with(client);
    }
  }

  @Test
  void everyFieldOfEveryAnswerSurvives() throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      FakeControl daemon = new FakeControl(seed);
      assertThat(Wire.fromProto(Wire.toProto(daemon.status())))
          .as("seed %d", seed)
          .isEqualTo(daemon.status());
      assertThat(Wire.fromProto(Wire.toProto(daemon.shutdown(true))))
          .as("seed %d", seed)
          .isEqualTo(daemon.shutdown(true));
      assertThat(Wire.fromProto(Wire.toProto(daemon.search("", 1))))
          .as("seed %d", seed)
          .isEqualTo(daemon.search("", 1));
      assertThat(CacheWire.fromProto(CacheWire.toProto(daemon.cache().stats())))
          .as("seed %d", seed)
          .isEqualTo(daemon.cache().stats());
    }
    FakeControl daemon = new FakeControl(7);
    serve(
        daemon,
        client -> {
          assertThat(client.status()).isEqualTo(daemon.status());
          assertThat(client.shutdown(false)).isEqualTo(daemon.shutdown(false));
          assertThat(client.search("x", 1)).isEqualTo(daemon.search("x", 1));
          assertThat(client.cache().stats()).isEqualTo(daemon.cache().stats());
          assertThat(client.cache().clear("")).isEqualTo(7);
          assertThat(client.cache().clear("abc")).isEqualTo(10);
          List<CacheTarget> targets =
              List.of(new CacheTarget("a b", "/x/a b"), new CacheTarget("日本", "/"));
          assertThat(client.cache().evict(targets)).isEqualTo(daemon.cache().evict(targets));
          assertThat(client.cache().unpin(targets)).isEqualTo(2);
          assertThat(client.cache().unpin(List.of())).isEqualTo(7);
          List<StoreFill> fills = new ArrayList<>();
          client.cache().prefetch(targets, fills::add);
          long pinned = client.cache().pin(targets, true, fills::add);
          assertThat(fills).hasSize(2).allMatch(StoreFill::done).allMatch(f -> f.files() == pinned);
          assertThat(fills.getFirst()).isEqualTo(fills.getLast());
          assertThat(client.cache().pin(targets, false, fills::add)).isEqualTo(2);
          assertThat(fills).hasSize(2);
          List<CachedFile> listed = new ArrayList<>();
          client.cache().list(targets, listed::add);
          List<CachedFile> all = new ArrayList<>();
          daemon.cache().list(targets, all::add);
          assertThat(listed).isEqualTo(all).hasSize(1200);
          listed.clear();
          client
              .cache()
              .list(
                  targets,
                  file -> {
                    listed.add(file);
                    return listed.size() < 3;
                  });
          assertThat(listed).hasSize(3);
          List<StoreCheck> checks = new ArrayList<>();
          client.cache().verify(true, checks::add);
          List<StoreCheck> told = new ArrayList<>();
          daemon.cache().verify(true, told::add);
          assertThat(checks).isEqualTo(told);
        });
  }

  @Test
  void everyFieldOfEveryRequestSurvives() throws Exception {
    List<Object> seen = new ArrayList<>();
    Control daemon =
        new FakeControl(1) {
          @Override
          public ShutdownResult shutdown(boolean force) {
            seen.add(force);
            return super.shutdown(force);
          }

          @Override
          public void rescan(String target, boolean acceptRemovals, SyncListener listener) {
            seen.addAll(List.of(target, acceptRemovals));
          }

          @Override
          public SearchResult search(String query, int limit) {
            seen.addAll(List.of(query, limit));
            return new SearchResult(0, List.of());
          }
        };
    serve(
        daemon,
        client -> {
          client.shutdown(true);
          client.rescan("/müsic/a b", true, step -> {});
          client.search("artist:\"東京\"", 10_000);
        });
    assertThat(seen).containsExactly(true, "/müsic/a b", true, "artist:\"東京\"", 10_000);
  }

  @Test
  void tenThousandLongHitsFitInAnAnswer() throws Exception {
    String path = "ü/".repeat(500);
    var hits =
        IntStream.range(0, 10_000)
            .mapToObj(i -> new SearchResult.Hit(path + i, "t" + i, "a", "b"))
            .toList();
    Control daemon =
        new FakeControl(1) {
          @Override
          public SearchResult search(String query, int limit) {
            return new SearchResult(123_456, hits);
          }
        };
    serve(
        daemon,
        client ->
            assertThat(client.search("x", 10_000)).isEqualTo(new SearchResult(123_456, hits)));
  }

  @Test
  void rescanTellsEveryStepToAClientThatKeepsUp() throws Exception {
    var records = new RandomRecords(3);
    var steps = IntStream.range(0, 20).mapToObj(i -> records.next(SyncProgress.class)).toList();
    CyclicBarrier heard = new CyclicBarrier(2);
    Control daemon =
        new FakeControl(1) {
          @Override
          public void rescan(String target, boolean acceptRemovals, SyncListener listener)
              throws InterruptedException {
            for (SyncProgress step : steps) {
              listener.progress(step);
              await(heard);
            }
          }
        };
    List<SyncProgress> got = new ArrayList<>();
    serve(
        daemon,
        client ->
            client.rescan(
                "",
                false,
                step -> {
                  got.add(step);
                  await(heard);
                }));
    assertThat(got).isEqualTo(steps);
  }

  @Test
  void aSlowClientOfARescanGetsTheLastStepOfEachOriginWithoutHoardingTheRest() throws Exception {
    int many = 20_000;
    Control daemon =
        new FakeControl(1) {
          @Override
          public void rescan(String target, boolean acceptRemovals, SyncListener listener) {
            for (int i = 1; i <= many; i++) {
              listener.progress(step("/a", i, i == many));
              listener.progress(step("/b", i, i == many));
            }
          }
        };
    List<SyncProgress> got = new ArrayList<>();
    serve(daemon, client -> client.rescan("", false, got::add));
    assertThat(got).contains(step("/a", many, true), step("/b", many, true));
    assertThat(got.stream().filter(s -> s.phase() == SyncProgress.Phase.DONE)).hasSize(2);
  }

  @Test
  void aClientThatGoesEndsItsWaitingOnly() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Control daemon =
        new FakeControl(1) {
          @Override
          public void rescan(String target, boolean acceptRemovals, SyncListener listener)
              throws InterruptedException {
            waiting.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.countDown();
              throw e;
            }
          }
        };
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    serve(
        daemon,
        client -> {
          Thread caller =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try {
                          client.rescan("", false, step -> {});
                        } catch (Throwable e) {
                          outcome.set(e);
                        }
                      });
          assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
          caller.interrupt();
          caller.join();
          assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
          assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
          assertThat(client.status()).isNotNull();
        });
  }

  @Test
  void aStoppingDaemonEndsWaitingRescansWithAnExplanation() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    Control daemon =
        new FakeControl(1) {
          @Override
          public void rescan(String target, boolean acceptRemovals, SyncListener listener)
              throws InterruptedException {
            waiting.countDown();
            new CountDownLatch(1).await();
          }
        };
    Path socket = directory.resolve("s");
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    ControlServer server = ControlServer.start(directory.resolve("run/s"), daemon);
    try (ControlClient client = ControlClient.open(server.socket())) {
      Thread caller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      client.rescan("", false, step -> {});
                    } catch (Throwable e) {
                      outcome.set(e);
                    }
                  });
      assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
      server.close();
      caller.join();
    }
    assertThat(socket).doesNotExist();
    assertThat(outcome.get())
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_RUNNING));
  }

  @Test
  void everyExitCodeTravelsWithMessageAndRemedy() throws Exception {
    for (ExitCode code : ExitCode.values()) {
      UserError thrown = new UserError(code, "no origin at “/müsic”: " + code, "try\tthis");
      assertThat(Failures.fromStatus(Failures.toStatus(thrown, "")).orElseThrow())
          .isInstanceOfSatisfying(UserError.class, e -> assertSame(e, thrown));
    }
    UserError thrown = new UserError(ExitCode.ORIGIN, "x".repeat(3_000), "y".repeat(3_000));
    serve(
        new FakeControl(1) {
          @Override
          public void rescan(String target, boolean acceptRemovals, SyncListener listener) {
            throw thrown;
          }

          @Override
          public DaemonStatus status() {
            throw thrown;
          }
        },
        client -> {
          assertSame(catchThrowableOfType(UserError.class, client::status), thrown);
          assertSame(
              catchThrowableOfType(UserError.class, () -> client.rescan("", false, s -> {})),
              thrown);
        });
  }

  @Test
  void aWrongQueryComesBackWithACaretUnderThePlace() throws Exception {
    serve(
        new FakeControl(1) {
          @Override
          public SearchResult search(String query, int limit) throws SearchException {
            throw SearchException.badQueryAt(query.indexOf(']'), "unexpected \"]\"", null);
          }
        },
        client -> {
          UserError e = catchThrowableOfType(UserError.class, () -> client.search("year:1]", 10));
          assertThat(e.exitCode()).isEqualTo(ExitCode.QUERY);
          assertThat(e)
              .hasMessage(
                  """
                  unexpected "]"
                    year:1]
                          ^""");
          assertThat(
                  catchThrowableOfType(
                          UserError.class, () -> client.search("日本 " + "a".repeat(4000) + "]", 10))
                      .getMessage()
                      .lines())
              .hasSize(3)
              .allSatisfy(line -> assertThat(line.length()).isLessThan(120));
        });
  }

  @Test
  void anIndexOrAStoreThatCannotAnswerSaysSoInItsOwnWords() throws Exception {
    serve(
        new FakeControl(1) {
          @Override
          public SearchResult search(String query, int limit) throws SearchException {
            throw new SearchException(SearchException.Reason.UNAVAILABLE, "being rebuilt", null);
          }

          @Override
          public CacheControl cache() {
            return new FakeCache(1) {
              @Override
              public StoreStats stats() throws ContentException {
                throw new ContentException(ContentException.Reason.TIMED_OUT, "slow disk", null);
              }

              @Override
              public void verify(boolean repair, StoreCheck.Listener listener)
                  throws ContentException {
                throw new ContentException(ContentException.Reason.UNAVAILABLE, "no disk", null);
              }

              @Override
              public long clear(String origin) throws ContentException {
                throw new ContentException(ContentException.Reason.CORRUPT, "bad", null);
              }
            };
          }

          @Override
          public DaemonStatus status() {
            throw new IllegalStateException("a bug");
          }
        },
        client -> {
          var search = catchThrowableOfType(SearchException.class, () -> client.search("x", 1));
          assertThat(search).hasMessage("being rebuilt");
          assertThat(search.reason()).isEqualTo(SearchException.Reason.UNAVAILABLE);
          var stats = catchThrowableOfType(ContentException.class, client.cache()::stats);
          assertThat(stats).hasMessage("slow disk");
          assertThat(stats.reason()).isEqualTo(ContentException.Reason.TIMED_OUT);
          assertThat(
                  catchThrowableOfType(ContentException.class, () -> client.cache().clear(""))
                      .reason())
              .isEqualTo(ContentException.Reason.CORRUPT);
          var bug = catchThrowableOfType(UserError.class, client::status);
          assertThat(bug.exitCode()).isEqualTo(ExitCode.FAILURE);
          assertThat(bug).hasMessageContaining("a bug");
          var limit = catchThrowableOfType(UserError.class, () -> client.search("x", 0));
          assertThat(limit.exitCode()).isNotEqualTo(ExitCode.OK);
        });
  }

  @Test
  void stoppingIsPossibleWhileEveryOtherKindOfCallHangs() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(12);
    Control daemon =
        new FakeControl(1) {
          @Override
          public DaemonStatus status() {
            hang();
            return super.status();
          }

          @Override
          public void rescan(String target, boolean acceptRemovals, SyncListener listener) {
            hang();
          }

          private void hang() {
            hanging.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    List<Thread> callers = new ArrayList<>();
    serve(
        daemon,
        client -> {
          for (int i = 0; i < 16; i++) {
            int n = i;
            callers.add(
                Thread.ofPlatform()
                    .start(
                        () -> {
                          try (ControlClient other =
                              ControlClient.open(directory.resolve("run/default.sock"))) {
                            if (n < 8) {
                              other.rescan("", false, s -> {});
                            } else {
                              other.status();
                            }
                          } catch (InterruptedException | UserError e) {
                            // the daemon goes while these wait
                          }
                        }));
          }
          assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();
          assertThat(client.shutdown(true)).isEqualTo(daemon.shutdown(true));
          release.countDown();
        });
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private static void assertSame(UserError actual, UserError expected) {
    assertThat(actual).hasMessage(expected.getMessage());
    assertThat(actual.exitCode()).isEqualTo(expected.exitCode());
    assertThat(actual.remedy()).isEqualTo(expected.remedy());
  }

  private static SyncProgress step(String origin, long files, boolean last) {
    return new SyncProgress(
        origin,
        last ? SyncProgress.Phase.DONE : SyncProgress.Phase.RUNNING,
        1,
        files,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        "");
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}

package org.musicfs.cli.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.cli.service.JvmCommand;

/** The supervisor in its own JVM, over a daemon that is a script. */
@Timeout(120)
final class SupervisorTest {
  /** Writes a line of what it is given to {@code runs}, then does what the case says. */
  private static final String DAEMON =
      """
      import os, signal, socket, sys, time
      here, case = sys.argv[1], sys.argv[2]
      me = str(os.getpid())
      names = os.environ.get('LISTEN_FDNAMES', '')
      mine = os.environ.get('LISTEN_PID') == me
      count = int(os.environ.get('LISTEN_FDS', '0'))
      runs = os.path.join(here, 'runs')
      run = len(open(runs).readlines()) + 1 if os.path.exists(runs) else 1
      def note(*words):
          with open(runs, 'a') as f: f.write(' '.join(words) + '\\n')
      def tell(text, fds=[], address=os.environ['NOTIFY_SOCKET']):
          s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
          s.connect('\\0' + address[1:]); socket.send_fds(s, [text.encode()], fds)
      def ready(): tell('READY=1\\nSTATUS=serving')
      def barrier():
          r, w = os.pipe(); tell('BARRIER=1', [w]); os.close(w); os.read(r, 1); os.close(r)
      def die(): os.kill(os.getpid(), signal.SIGKILL)
      def content(fd): return os.pread(fd, 100, 0).decode()
      def memory(text):
          fd = os.memfd_create('x'); os.write(fd, text.encode()); return fd
      if case == 'early':
          note(me); sys.exit(43)
      elif case == 'kept':
          if run == 1:
              tell('FDSTORE=1\\nFDNAME=b', [memory('one'), memory('two')])
              tell('FDSTORE=1\\nFDNAME=a', [memory('three')])
              tell('FDSTORE=1\\nFDNAME=gone', [memory('four')])
              tell('FDSTOREREMOVE=1\\nFDNAME=gone')
              r, w = os.pipe(); tell('FDSTORE=1\\nFDNAME=broken', [r])
              barrier(); ready(); note('stored'); die()
          note(str(mine), names, *[content(fd) for fd in range(3, 3 + count)])
          ready()
          sys.exit(75 if run == 2 else 0)
      elif case == 'crash':
          ready(); note(me); die()
      elif case == 'wrong':
          ready(); note(me); sys.exit(1 if run == 1 else 3)
      elif case in ('next', 'no next'):
          if run == 1:
              note(me); ready(); mine, given = socket.socketpair()
              tell('X_MUSICFS_NEXT=1', [given.fileno()]); given.close()
              answer = mine.recv(1)
              note('waits' if answer else 'ended')
              if not answer: sys.exit(0)
              ready(); time.sleep(0.3); note('handed over'); sys.exit(75)
          if case == 'no next': sys.exit(3)
          socket.socket(fileno=3).send(b'w')
          while 'handed over' not in open(runs).read(): time.sleep(0.01)
          ready(); barrier(); note(names); sys.exit(0)
      elif case == 'serve':
          def stop(*_):
              time.sleep(0.3); note('stopped'); sys.exit(7)
          signal.signal(signal.SIGTERM, stop)
          if os.fork() == 0:
              tell('FDSTORE=1\\nFDNAME=stranger', [memory('x')]); os._exit(0)
          os.wait(); ready(); barrier(); note(me)
          while True: time.sleep(0.05)
      """;

  @TempDir Path temp;

  private final List<Process> started = new ArrayList<>();
  private Path log;

  @BeforeEach
  void makeLog() throws IOException {
    log = Files.createFile(temp.resolve("musicfs.log"));
  }

  @AfterEach
  void endAll() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process supervise(String scenario) throws IOException {
    Path script = Files.writeString(temp.resolve("daemon.py"), DAEMON);
    JvmCommand self = JvmCommand.ofThisProcess();
    ProcessBuilder builder =
        self.process(
            JvmCommand.Kind.SUPERVISOR,
            List.of("-Xmx16m", "-Xint"),
            SupervisorMain.class.getName(),
            List.of(log.toString(), "python3", "-S", script.toString(), temp.toString(), scenario));
    builder.environment().remove("NOTIFY_SOCKET");
    Process process = builder.redirectError(temp.resolve("errors").toFile()).start();
    started.add(process);
    return process;
  }

  private List<String> runs() {
    try {
      Path file = temp.resolve("runs");
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(10);
    }
  }

  @Test
  void anEndBeforeItServedIsPassedOn() throws IOException, InterruptedException {
    assertThat(supervise("early").waitFor()).isEqualTo(43);
    assertThat(runs()).hasSize(1);
  }

  @Test
  void theNextDaemonGetsWhatTheOneBeforeStored() throws IOException, InterruptedException {
    assertThat(supervise("kept").waitFor()).isZero();

    // Killed, then by its own wish: the same descriptors in the same order, what has failed left
    // out.
    assertThat(runs())
        .containsExactly("stored", "True b:b:a one two three", "True b:b:a one two three");
    assertThat(Files.readString(log)).contains("was killed by signal 9; it is started again");
  }

  @Test
  void theNextDaemonWaitsWhileTheOneBeforeServes() throws IOException, InterruptedException {
    assertThat(supervise("next").waitFor()).isZero();

    assertThat(runs()).hasSize(4).endsWith("waits", "handed over", "musicfs-predecessor");
  }

  @Test
  void aNextDaemonThatDoesNotComeUpIsNotMissed() throws IOException, InterruptedException {
    assertThat(supervise("no next").waitFor()).isZero();

    assertThat(runs()).hasSize(2).endsWith("ended");
  }

  @Test
  void aDaemonThatFailsTooOftenIsGivenUp() throws IOException, InterruptedException {
    assertThat(supervise("crash").waitFor()).isEqualTo(1);

    assertThat(runs()).hasSize(6);
    assertThat(Files.readString(log))
        .as(Files.readString(temp.resolve("errors")))
        .contains("the 6th time within 60 s: given up");
  }

  @Test
  void whatStaysWrongEndsIt() throws IOException, InterruptedException {
    assertThat(supervise("wrong").waitFor()).isEqualTo(3);
    assertThat(runs()).hasSize(2);
  }

  @Test
  void aSignalIsPassedOnAndTheDaemonsEndWaitedFor() throws IOException, InterruptedException {
    Process supervisor = supervise("serve");
    await("it serves", () -> runs().size() == 1);

    supervisor.destroy();

    assertThat(supervisor.waitFor()).isEqualTo(7);
    assertThat(runs()).hasSize(2).endsWith("stopped");
  }

  @Test
  void theDaemonGoesOnWhenTheSupervisorIsKilled() throws IOException, InterruptedException {
    Process supervisor = supervise("serve");
    await("it serves", () -> runs().size() == 1);
    ProcessHandle daemon = ProcessHandle.of(Long.parseLong(runs().getFirst())).orElseThrow();

    supervisor.destroyForcibly().waitFor();

    Thread.sleep(300);
    assertThat(daemon.isAlive()).isTrue();
    daemon.destroyForcibly();
  }

  @Test
  void messagesOfOtherProcessesAreDropped() throws IOException, InterruptedException {
    Process supervisor = supervise("serve");
    await("it serves", () -> runs().size() == 1);

    try (var open = Files.list(Path.of("/proc/" + supervisor.pid() + "/fd"))) {
      assertThat(open.map(SupervisorTest::target)).noneMatch(to -> to.contains("memfd:x"));
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void whoeverReadsTheOutputSeesItsEndWithTheFirstDaemon()
      throws IOException, InterruptedException {
    Process supervisor = supervise("serve");
    await("it serves", () -> runs().size() == 1);
    ProcessHandle.of(Long.parseLong(runs().getFirst())).orElseThrow().destroyForcibly();

    assertThat(supervisor.getInputStream().readAllBytes())
        .asString(StandardCharsets.UTF_8)
        .isEmpty();

    await("started again", () -> runs().size() == 2);
    assertThat(supervisor.waitFor(0, TimeUnit.SECONDS)).isFalse();
  }
}

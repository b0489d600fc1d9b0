package org.musicfs.core.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SpawnTest {
  private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");

  private static Spawn shell(String script, Map<Integer, Integer> descriptors) {
    return new Spawn(List.of("sh", "-c", script), PATH, descriptors, false);
  }

  private static String output(Spawn.End end, UnixSocket in) throws IOException {
    assertThat(end).isEqualTo(new Spawn.End.Exited(0));
    return in.receive(4096).text().strip();
  }

  @Test
  void theExitCodeIsTold() throws IOException {
    assertThat(Spawn.waitFor(shell("exit 75", Map.of()).start()))
        .isEqualTo(new Spawn.End.Exited(75));
  }

  @Test
  void theSignalThatEndedItIsTold() throws IOException {
    assertThat(Spawn.waitFor(shell("kill -9 $$", Map.of()).start()))
        .isEqualTo(new Spawn.End.Killed(9));
  }

  @Test
  void theEnvironmentIsExactlyTheOneGiven() throws IOException {
    UnixSocket.Pair pair = UnixSocket.pair(UnixSocket.Kind.STREAM);
    try (UnixSocket in = pair.first();
        UnixSocket out = pair.second()) {
      Spawn env =
          new Spawn(List.of("env"), Map.of("A", "é = 1"), Map.of(1, out.descriptor()), false);

      assertThat(output(Spawn.waitFor(env.start()), in)).isEqualTo("A=é = 1");
    }
  }

  @Test
  void theProgramHasItsDescriptorsAndNoOthers() throws IOException {
    UnixSocket.Pair one = UnixSocket.pair(UnixSocket.Kind.STREAM);
    UnixSocket.Pair two = UnixSocket.pair(UnixSocket.Kind.STREAM);
    try {
      Spawn writer =
          shell(
              "echo of one >&7; exec >&5; echo of two; i=0; while [ $i -lt 500 ];"
                  + " do [ -e /proc/$$/fd/$i ] && echo -n \"$i \"; i=$((i + 1)); done",
              Map.of(5, two.second().descriptor(), 7, one.second().descriptor()));

      Spawn.End end = Spawn.waitFor(writer.start());

      assertThat(output(end, one.first())).isEqualTo("of one");
      assertThat(output(end, two.first())).isEqualTo("of two\n0 1 2 5 7");
    } finally {
      for (UnixSocket socket : List.of(one.first(), one.second(), two.first(), two.second())) {
        socket.close();
      }
    }
  }

  @Test
  void descriptorsMaySwapTheirNumbers() throws IOException {
    UnixSocket.Pair one = UnixSocket.pair(UnixSocket.Kind.STREAM);
    UnixSocket.Pair two = UnixSocket.pair(UnixSocket.Kind.STREAM);
    int first = one.second().descriptor();
    int second = two.second().descriptor();
    try {
      Spawn writer =
          new Spawn(
              List.of("python3", "-c", "import os; os.write(" + first + ", b'to the first')"),
              PATH,
              Map.of(first, second, second, first),
              false);

      assertThat(output(Spawn.waitFor(writer.start()), two.first())).isEqualTo("to the first");
    } finally {
      for (UnixSocket socket : List.of(one.first(), one.second(), two.first(), two.second())) {
        socket.close();
      }
    }
  }

  @Test
  void aNewSessionIsLedByTheProgram() throws IOException {
    UnixSocket.Pair pair = UnixSocket.pair(UnixSocket.Kind.STREAM);
    try (UnixSocket in = pair.first();
        UnixSocket out = pair.second()) {
      Spawn leader =
          new Spawn(
              List.of("sh", "-c", "cut -d' ' -f6 /proc/$$/stat"),
              PATH,
              Map.of(1, out.descriptor()),
              true);
      int pid = leader.start();

      assertThat(output(Spawn.waitFor(pid), in)).isEqualTo(Integer.toString(pid));
    }
  }

  @Test
  void noSignalIsBlocked() throws IOException {
    UnixSocket.Pair pair = UnixSocket.pair(UnixSocket.Kind.STREAM);
    try (UnixSocket in = pair.first();
        UnixSocket out = pair.second()) {
      Spawn grep =
          new Spawn(
              List.of("grep", "SigBlk", "/proc/self/status"),
              PATH,
              Map.of(1, out.descriptor()),
              false);

      assertThat(output(Spawn.waitFor(grep.start()), in)).endsWith("0000000000000000");
    }
  }

  @Test
  void aProgramThatIsNotThereIsAnError() {
    Spawn none = new Spawn(List.of("musicfs-no-such-program"), PATH, Map.of(), false);

    assertThatThrownBy(none::start)
        .isInstanceOf(IOException.class)
        .hasMessage("cannot start musicfs-no-such-program: no such file or directory");
  }

  @Test
  void waitingForAStrangerIsAnError() {
    assertThatThrownBy(() -> Spawn.waitFor(1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such child process");
  }
}

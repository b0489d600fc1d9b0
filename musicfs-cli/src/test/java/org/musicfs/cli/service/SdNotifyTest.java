package org.musicfs.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class SdNotifyTest {
  /** Binds a datagram socket, says so, and prints what arrives in one line. */
  private static final String LISTENER =
      """
      import socket, sys
      name = sys.argv[1]
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.settimeout(20)
      s.bind('\\0' + name[1:] if name[0] == '@' else name)
      print('bound', flush=True)
      print(s.recv(4096).decode().replace('\\n', '|'), flush=True)
      """;

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"path", "abstract"})
  void readyArrivesAtARealSocket(String kind) throws IOException, InterruptedException {
    String address =
        kind.equals("path")
            ? temp.resolve("notify").toString()
            : "@musicfs-test-" + ProcessHandle.current().pid();
    Process listener = new ProcessBuilder("python3", "-c", LISTENER, address).start();
    try (BufferedReader lines = listener.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("bound");

      SdNotify.from(Map.of("NOTIFY_SOCKET", address)).ready("12 tracks\nat /mnt");

      assertThat(lines.readLine())
          .isEqualTo(
              "READY=1|MAINPID=" + ProcessHandle.current().pid() + "|STATUS=12 tracks at /mnt");
    } finally {
      listener.destroyForcibly();
      listener.waitFor();
    }
  }

  @Test
  void withoutASocketNothingIsSent() throws IOException {
    SdNotify notify = SdNotify.from(Map.of());

    notify.ready("x");
    notify.stopping();
  }

  @Test
  void aSocketThatIsGoneIsAnError() {
    SdNotify notify = SdNotify.from(Map.of("NOTIFY_SOCKET", temp.resolve("none").toString()));

    assertThatThrownBy(notify::stopping)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "relative", "vsock:2:3"})
  void anAddressThatIsNotAUnixSocketIsIgnored(String address) {
    assertThatCode(SdNotify.from(Map.of("NOTIFY_SOCKET", address))::stopping)
        .doesNotThrowAnyException();
  }

  @Test
  void aPathTooLongForASocketIsIgnored() {
    String address = "/" + "x".repeat(107);

    assertThatCode(SdNotify.from(Map.of("NOTIFY_SOCKET", address))::stopping)
        .doesNotThrowAnyException();
  }
}

package org.musicfs.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

@Timeout(60)
class ControlSocketTest {
  @TempDir Path directory;

  @Test
  void theSocketAndItsDirectoryAreTheOwnersAlone() throws IOException {
    Path socket = directory.resolve("run/musicfs/default.sock");
    try (ControlServer server = ControlServer.start(socket, new FakeControl(1))) {
      assertThat(server.socket()).isEqualTo(socket);
      assertThat(mode(socket)).isEqualTo("rw-------");
      assertThat(mode(socket.getParent())).isEqualTo("rwx------");
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void aDirectoryThatOthersCanEnterIsRefused() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    UserError e = refused(open.resolve("s"));
    assertThat(e.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(e.remedy()).isEqualTo("close it to others: chmod 700 " + open);
  }

  @Test
  void theSocketOfADeadProcessIsReplaced() throws IOException {
    Path socket = privateDirectory().resolve("s");
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket)); // closing leaves the file
    }
    assertThat(socket).exists();
    try (ControlServer server = ControlServer.start(socket, new FakeControl(5));
        ControlClient client = ControlClient.open(server.socket())) {
      assertThat(client.status()).isEqualTo(new FakeControl(5).status());
    }
  }

  @Test
  void aSecondServerIsRefusedAndTheFirstGoesOn() throws IOException {
    Path socket = privateDirectory().resolve("s");
    try (ControlServer _ = ControlServer.start(socket, new FakeControl(1))) {
      assertThat(refused(socket).exitCode()).isEqualTo(ExitCode.ALREADY_RUNNING);
      try (ControlClient client = ControlClient.open(socket)) {
        assertThat(client.status()).isEqualTo(new FakeControl(1).status());
      }
    }
  }

  @Test
  void whatIsNoSocketIsNeverRemoved() throws IOException {
    Path file = Files.writeString(privateDirectory().resolve("s"), "precious");
    assertThat(refused(file).exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(file).hasContent("precious");
  }

  @Test
  void aPathTheKernelCannotTakeIsNamedWithItsLength() throws IOException {
    Path parent = privateDirectory();
    int room = SocketPath.MAX_BYTES - parent.toString().length() - 1;
    Path fits = parent.resolve("s".repeat(room));
    try (ControlServer server = ControlServer.start(fits, new FakeControl(1));
        ControlClient client = ControlClient.open(server.socket())) {
      assertThat(client.status()).isEqualTo(new FakeControl(1).status());
    }
    Path tooLong = parent.resolve("s".repeat(room + 1));
    UserError e = refused(tooLong);
    assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG);
    assertThat(e).hasMessageContaining("107 bytes, at most 106");
    assertThat(catchThrowableOfType(UserError.class, () -> ControlClient.open(tooLong)).exitCode())
        .isEqualTo(ExitCode.CONFIG);
  }

  @Test
  void withoutADaemonTheClientSaysSo() throws IOException {
    Path socket = privateDirectory().resolve("s");
    assertThat(catchThrowableOfType(UserError.class, () -> ControlClient.open(socket)).exitCode())
        .isEqualTo(ExitCode.NOT_RUNNING);
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    try (ControlClient client = ControlClient.open(socket)) {
      UserError e = catchThrowableOfType(UserError.class, client::status);
      assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_RUNNING);
      assertThat(e).hasMessageContaining(socket.toString());
    }
  }

  @Test
  void aDaemonThatGoesBetweenTwoCallsIsNoticed() throws IOException {
    Path socket = privateDirectory().resolve("s");
    ControlServer server = ControlServer.start(socket, new FakeControl(1));
    try (ControlClient client = ControlClient.open(socket)) {
      client.status();
      server.close();
      assertThat(catchThrowableOfType(UserError.class, client::status).exitCode())
          .isEqualTo(ExitCode.NOT_RUNNING);
    }
  }

  @Test
  void whoAsksWhileADaemonEndsHearsThatNoneRuns() throws Exception {
    Path socket = privateDirectory().resolve("s");
    for (int i = 0; i < 20; i++) {
      ControlServer server = ControlServer.start(socket, new FakeControl(1));
      CountDownLatch asked = new CountDownLatch(1);
      try (ExecutorService one = Executors.newSingleThreadExecutor();
          ControlClient client = ControlClient.open(socket)) {
        Future<UserError> end =
            one.submit(
                () -> {
                  while (true) {
                    try {
                      client.status();
                      asked.countDown();
                    } catch (UserError e) {
                      return e;
                    }
                  }
                });
        asked.await();
        server.close();
        assertThat(end.get().exitCode()).as(end.get()::getMessage).isEqualTo(ExitCode.NOT_RUNNING);
      }
    }
  }

  private UserError refused(Path socket) {
    return catchThrowableOfType(
        UserError.class, () -> ControlServer.start(socket, new FakeControl(2)).close());
  }

  private Path privateDirectory() throws IOException {
    return Files.createDirectory(
        directory.resolve("private"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}

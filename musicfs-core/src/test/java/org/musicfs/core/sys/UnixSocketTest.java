package org.musicfs.core.sys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class UnixSocketTest {
  private static final int OWN_PID = (int) ProcessHandle.current().pid();

  @TempDir Path temp;

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "abstract"})
  void aDatagramArrivesWithItsSender(String kind) throws IOException {
    String address =
        kind.equals("path") ? temp.resolve("socket").toString() : "@musicfs-test-" + OWN_PID;
    try (UnixSocket receiver = UnixSocket.bound(address);
        UnixSocket sender = UnixSocket.datagram()) {
      receiver.tellSenders();

      sender.send(address, bytes("Björk"), List.of());
      UnixSocket.Message message = receiver.receive(4096);

      assertThat(message.text()).isEqualTo("Björk");
      assertThat(message.descriptors()).isEmpty();
      assertThat(message.pid()).isEqualTo(OWN_PID);
    }
  }

  @ParameterizedTest
  @EnumSource
  void descriptorsArriveInOrderAndClosedOnExec(UnixSocket.Kind kind) throws IOException {
    UnixSocket.Pair carried = UnixSocket.pair(UnixSocket.Kind.DATAGRAM);
    UnixSocket.Pair pair = UnixSocket.pair(kind);
    try (UnixSocket in = pair.first();
        UnixSocket out = pair.second();
        UnixSocket first = carried.first();
        UnixSocket second = carried.second()) {
      out.send(bytes("x"), List.of(first.descriptor(), second.descriptor()));
      UnixSocket.Message message = in.receive(16);

      assertThat(message.text()).isEqualTo("x");
      assertThat(message.pid()).isZero();
      assertThat(message.descriptors()).hasSize(2);
      for (int descriptor : message.descriptors()) {
        assertThat(Descriptor.isClosedOnExec(descriptor)).isTrue();
      }
      // The first one of the copies is the first one of the pair: its other end hears what it says.
      Spawn echo =
          new Spawn(
              List.of("echo", "-n", "hello"),
              Map.of("PATH", "/usr/bin:/bin"),
              Map.of(1, message.descriptors().getFirst()),
              false);
      Spawn.waitFor(echo.start());
      assertThat(second.receive(16).text()).isEqualTo("hello");
      message.descriptors().forEach(Descriptor::close);
    }
  }

  @Test
  void asManyDescriptorsAsTheKernelTakesGoInOneMessage() throws IOException {
    UnixSocket.Pair pair = UnixSocket.pair(UnixSocket.Kind.DATAGRAM);
    try (UnixSocket in = pair.first();
        UnixSocket out = pair.second()) {
      in.tellSenders();
      out.send(
          bytes("x"),
          java.util.Collections.nCopies(SocketMessage.MOST_DESCRIPTORS, out.descriptor()));
      UnixSocket.Message message = in.receive(16);
      message.descriptors().forEach(Descriptor::close);

      assertThat(message.descriptors()).hasSize(SocketMessage.MOST_DESCRIPTORS);
      assertThat(message.pid()).isEqualTo(OWN_PID);
    }
  }

  @Test
  void theEndOfAStreamIsAnEmptyMessage() throws IOException {
    UnixSocket.Pair pair = UnixSocket.pair(UnixSocket.Kind.STREAM);
    try (UnixSocket in = pair.first()) {
      pair.second().close();

      assertThat(in.receive(16).text()).isEmpty();
    }
  }

  @Test
  void waitingEndsWhenTheTimeIsOver() throws IOException {
    UnixSocket.Pair pair = UnixSocket.pair(UnixSocket.Kind.DATAGRAM);
    try (UnixSocket in = pair.first();
        UnixSocket out = pair.second()) {
      assertThat(in.receive(16, Duration.ofMillis(20))).isEmpty();

      out.send(bytes("late"), List.of());

      assertThat(in.receive(16, Duration.ofSeconds(20)).map(UnixSocket.Message::text))
          .contains("late");
    }
  }

  @Test
  void anAddressWhereNobodyListensIsAnError() throws IOException {
    try (UnixSocket sender = UnixSocket.datagram()) {
      assertThatThrownBy(() -> sender.send(temp.resolve("none").toString(), bytes("x"), List.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no such file");
      assertThatThrownBy(() -> sender.send("@musicfs-test-nobody", bytes("x"), List.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nobody listens there");
    }
  }

  @Test
  void anAddressIsTakenOnce() throws IOException {
    String address = temp.resolve("socket").toString();
    try (UnixSocket first = UnixSocket.bound(address)) {
      assertThat(first.descriptor()).isPositive();
      assertThatThrownBy(() -> UnixSocket.bound(address))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the address is in use");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "relative", "vsock:2:3"})
  void whatIsNeitherPathNorAbstractIsNoAddress(String text) {
    assertThat(UnixSocket.isAddress(text)).isFalse();
    assertThat(UnixSocket.isAddress("/" + "x".repeat(107))).isFalse();
    assertThat(UnixSocket.isAddress("/" + "x".repeat(106))).isTrue();
  }
}

package org.musicfs.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musicfs.core.sys.Descriptor;
import org.musicfs.core.sys.Spawn;
import org.musicfs.core.sys.UnixSocket;
import org.musicfs.fuse.DescriptorKeeper;

@Timeout(60)
final class DescriptorStoreTest {
  private static final long PID = ProcessHandle.current().pid();
  private static final String ADDRESS = "@musicfs-store-test-" + PID;

  /** As a service manager: receives messages, up to and with the next barrier. */
  private static List<UnixSocket.Message> untilBarrier(UnixSocket manager) throws IOException {
    List<UnixSocket.Message> messages = new ArrayList<>();
    while (true) {
      UnixSocket.Message message = manager.receive(4096);
      if (message.text().equals("BARRIER=1")) {
        message.descriptors().forEach(Descriptor::close);
        return messages;
      }
      messages.add(message);
    }
  }

  private static FutureTask<List<UnixSocket.Message>> answering(UnixSocket manager) {
    FutureTask<List<UnixSocket.Message>> task = new FutureTask<>(() -> untilBarrier(manager));
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  private static DescriptorKeeper store() {
    return DescriptorStore.from(Map.of("NOTIFY_SOCKET", ADDRESS, "FDSTORE", "64"), PID);
  }

  @Test
  void whatIsKeptArrivesUnderItsName()
      throws IOException, InterruptedException, ExecutionException {
    UnixSocket.Pair pair = UnixSocket.pair(UnixSocket.Kind.DATAGRAM);
    try (UnixSocket manager = UnixSocket.bound(ADDRESS);
        UnixSocket kept = pair.first();
        UnixSocket other = pair.second()) {
      FutureTask<List<UnixSocket.Message>> arrived = answering(manager);

      store().keep("musicfs-device", List.of(kept.descriptor()));

      UnixSocket.Message message = arrived.get().getFirst();
      assertThat(message.text()).isEqualTo("FDSTORE=1\nFDNAME=musicfs-device");
      assertThat(message.descriptors()).hasSize(1);
      Descriptor.close(kept.descriptor());
      other.send("hello".getBytes(StandardCharsets.UTF_8), List.of()); // the copy is open still
      message.descriptors().forEach(Descriptor::close);
    }
  }

  @Test
  void manyDescriptorsGoInSeveralMessages()
      throws IOException, InterruptedException, ExecutionException {
    try (UnixSocket manager = UnixSocket.bound(ADDRESS)) {
      FutureTask<List<UnixSocket.Message>> arrived = answering(manager);

      store().keep("x", java.util.Collections.nCopies(300, manager.descriptor()));

      List<UnixSocket.Message> messages = arrived.get();
      messages.forEach(message -> message.descriptors().forEach(Descriptor::close));
      assertThat(messages)
          .extracting(message -> message.descriptors().size())
          .containsExactly(253, 47);
    }
  }

  @Test
  void whatIsForgottenIsNamed() throws IOException, InterruptedException, ExecutionException {
    try (UnixSocket manager = UnixSocket.bound(ADDRESS)) {
      FutureTask<List<UnixSocket.Message>> arrived = answering(manager);

      store().forget("musicfs-state");

      assertThat(arrived.get())
          .extracting(UnixSocket.Message::text)
          .containsExactly("FDSTOREREMOVE=1\nFDNAME=musicfs-state");
    }
  }

  @Test
  void aManagerThatIsGoneIsNotPresentAndKeepsNothing() throws IOException {
    DescriptorKeeper store = store();

    assertThat(store.isPresent()).isFalse();
    assertThatThrownBy(() -> store.keep("x", List.of(0))).isInstanceOf(IOException.class);

    try (UnixSocket manager = UnixSocket.bound(ADDRESS)) {
      answering(manager);
      assertThat(store.isPresent()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NOTIFY_SOCKET=/x",
    "FDSTORE=64",
    "NOTIFY_SOCKET=/x FDSTORE=0",
    "NOTIFY_SOCKET=/x FDSTORE=many",
    "MUSICFS_DESCRIPTOR_STORE=1"
  })
  void withoutAStoreNothingIsKept(String variables) {
    Map<String, String> map = new java.util.HashMap<>();
    for (String variable : variables.split(" ")) {
      map.put(variable.split("=")[0], variable.split("=")[1]);
    }

    assertThat(DescriptorStore.from(map, PID)).isSameAs(DescriptorKeeper.NONE);
  }

  @Test
  void aVariableOfOursTellsOfAStoreToo() {
    assertThat(
            DescriptorStore.from(
                Map.of("NOTIFY_SOCKET", ADDRESS, DescriptorStore.VARIABLE, "1"), PID))
        .isInstanceOf(DescriptorStore.class);
  }

  /** In a process of its own: the numbers from 3 on are this JVM's own files. */
  @Test
  void whatTheProcessBeforeHasStoredIsFoundByItsName() throws IOException {
    assertThat(inChild("LISTEN_PID=$$")).isEqualTo("[3, 5] [4] [] true\n");
    assertThat(inChild("LISTEN_PID=1")).isEqualTo("[] [] [] false\n");
  }

  private static String inChild(String listenPid) throws IOException {
    UnixSocket.Pair pair = UnixSocket.pair(UnixSocket.Kind.STREAM);
    try (UnixSocket in = pair.first();
        UnixSocket out = pair.second()) {
      JvmCommand self = JvmCommand.ofThisProcess();
      List<String> line = new ArrayList<>(List.of("sh", "-c"));
      line.add("export " + listenPid + "; exec \"$@\"");
      line.add("sh");
      line.addAll(
          self.line(JvmCommand.Kind.CLI, List.of(), InheritingMain.class.getName(), List.of()));
      Map<String, String> variables =
          Map.of(
              "PATH", "/usr/bin:/bin",
              "NOTIFY_SOCKET", ADDRESS,
              "FDSTORE", "64",
              "LISTEN_FDS", "3",
              "LISTEN_FDNAMES", "clone:device:clone");
      int some = in.descriptor();
      Map<Integer, Integer> given = Map.of(1, out.descriptor(), 3, some, 4, some, 5, some);

      assertThat(Spawn.waitFor(new Spawn(line, variables, given, false).start()))
          .isEqualTo(new Spawn.End.Exited(0));
      return in.receive(4096).text();
    }
  }

  /** Prints what it has inherited, and whether a child of its own would not. */
  static final class InheritingMain {
    private InheritingMain() {}

    public static void main(String[] arguments) throws IOException {
      DescriptorKeeper store = DescriptorStore.from(System.getenv(), ProcessHandle.current().pid());
      System.out.println(
          store.taken("clone")
              + " "
              + store.taken("device")
              + " "
              + store.taken("state")
              + " "
              + Descriptor.isClosedOnExec(3));
    }
  }
}

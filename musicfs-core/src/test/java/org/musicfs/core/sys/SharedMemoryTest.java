package org.musicfs.core.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SharedMemoryTest {
  @Test
  void bothMappingsSeeTheSameBytes() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      SharedMemory one = SharedMemory.create("musicfs-test", 8192, arena);
      SharedMemory two = SharedMemory.map(one.descriptor(), arena);

      one.memory().set(JAVA_LONG, 8184, 42);

      assertThat(two.memory().byteSize()).isEqualTo(8192);
      assertThat(two.memory().get(JAVA_LONG, 8184)).isEqualTo(42);
      assertThat(two.memory().get(JAVA_LONG, 0)).isZero();
      Descriptor.close(one.descriptor());
    }
  }

  @Test
  void anotherProcessThatIsGivenTheDescriptorSeesThem() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory memory = SharedMemory.create("musicfs-test", 4096, arena);
      memory.memory().setString(0, "kept");
      Spawn grep =
          new Spawn(
              List.of("grep", "-aq", "kept"),
              Map.of("PATH", "/usr/bin:/bin"),
              Map.of(0, memory.descriptor()),
              false);

      assertThat(Spawn.waitFor(grep.start())).isEqualTo(new Spawn.End.Exited(0));
      Descriptor.close(memory.descriptor());
    }
  }

  @Test
  void theGlobalArenaMapsForLife() throws IOException {
    SharedMemory memory = SharedMemory.create("musicfs-test", 4096, Arena.global());
    Descriptor.close(memory.descriptor());

    memory.memory().set(JAVA_LONG, 0, 7);

    assertThat(memory.memory().get(JAVA_LONG, 0)).isEqualTo(7);
  }

  @Test
  void itIsClosedOnExecUnlessAskedOtherwise() throws IOException {
    SharedMemory memory = SharedMemory.create("musicfs-test", 4096, Arena.ofAuto());

    assertThat(Descriptor.isClosedOnExec(memory.descriptor())).isTrue();
    Descriptor.closeOnExec(memory.descriptor(), false);
    assertThat(Descriptor.isClosedOnExec(memory.descriptor())).isFalse();

    Descriptor.close(memory.descriptor());
    assertThatThrownBy(() -> Descriptor.closeOnExec(memory.descriptor(), true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not an open descriptor");
  }

  @Test
  void whatIsNoMemoryCannotBeMapped() throws IOException {
    UnixSocket.Pair pair = UnixSocket.pair(UnixSocket.Kind.STREAM);
    try (UnixSocket one = pair.first();
        UnixSocket two = pair.second()) {
      assertThat(two.descriptor()).isPositive();
      assertThatThrownBy(() -> SharedMemory.map(one.descriptor(), Arena.ofAuto()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("lseek");
    }
  }
}

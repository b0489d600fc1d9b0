package org.musicfs.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

/** Who waits for the next daemon looks while the socket of one goes and that of another comes. */
class ComingAndGoingSocketTest {
  private static final int LOOKS = 20_000;

  @TempDir Path directory;

  @Test
  void isThereOrNotAndNeverSomebodyElses() throws Exception {
    Path socket = directory.resolve("d.sock");
    AtomicBoolean stop = new AtomicBoolean();
    Thread daemons = Thread.ofPlatform().start(() -> comeAndGo(socket, stop));
    Set<ExitCode> seen = EnumSet.noneOf(ExitCode.class);
    try {
      for (int i = 0; i < LOOKS; i++) {
        seen.add(look(socket));
      }
    } finally {
      stop.set(true);
      daemons.join();
    }
    assertThat(seen).contains(ExitCode.NOT_RUNNING).isSubsetOf(ExitCode.NOT_RUNNING, ExitCode.OK);
  }

  private static ExitCode look(Path socket) {
    try {
      ControlClient.checkReachable(socket);
      return ExitCode.OK;
    } catch (UserError e) {
      return e.exitCode();
    }
  }

  private static void comeAndGo(Path socket, AtomicBoolean stop) {
    try {
      while (!stop.get()) {
        Files.createFile(socket);
        Files.delete(socket);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.musicfs.cli.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.sys.UnixSocket;
import org.musicfs.fuse.DescriptorKeeper;

/**
 * A restart during which nobody waits for a JVM to start: {@code musicfs supervise} starts the next
 * daemon while the present one still serves, and the next one says when all it needs is the
 * library's lock.
 *
 * <p>The present daemon sends {@link #NEXT} with one end of a connection. The next daemon inherits
 * that end under the name {@link #PREDECESSOR}, writes a byte when it waits, and closes it; if it
 * ends before, the connection ends without a byte.
 */
public final class Succession {
  /** A field of ours in a message of sd_notify(3): 1 for a next daemon, 0 for none after all. */
  public static final String NEXT = "X_MUSICFS_NEXT";

  /** The name of the inherited end. */
  public static final String PREDECESSOR = "musicfs-predecessor";

  private static final byte[] WAITING = "w".getBytes(StandardCharsets.US_ASCII);

  private final SdNotify notify;

  private Succession(SdNotify notify) {
    this.notify = notify;
  }

  /**
   * The succession in a daemon that {@code musicfs supervise} started; empty in others, whose
   * service manager starts the next one only when they have ended.
   *
   * @param supervisor its process id, 0 if there is none
   */
  public static Optional<Succession> of(Map<String, String> variables, long supervisor) {
    return supervisor == 0
        ? Optional.empty()
        : Optional.of(new Succession(SdNotify.from(variables)));
  }

  /**
   * Has the next daemon started; returns when it waits for this one to hand over.
   *
   * @return false if it ended instead or does not come up in time; there is none then
   * @throws IOException if the supervisor does not listen
   */
  public boolean prepare(Duration patience) throws IOException {
    UnixSocket.Pair pair = UnixSocket.pair(UnixSocket.Kind.STREAM);
    boolean waits = false;
    try (UnixSocket mine = pair.first()) {
      try (UnixSocket given = pair.second()) {
        notify.send(NEXT + "=1", List.of(given.descriptor()));
      }
      waits = mine.receive(1, patience).map(message -> !message.text().isEmpty()).orElse(false);
      return waits;
    } finally {
      if (!waits) {
        cancel();
      }
    }
  }

  /** Has the next daemon ended if there is one: this one serves on. */
  public void cancel() throws IOException {
    notify.send(NEXT + "=0");
  }

  /**
   * Tells the daemon before this one, if there is one, that this one waits.
   *
   * @return whether there is one
   */
  public static boolean await(DescriptorKeeper keeper) throws IOException {
    List<Integer> inherited = keeper.taken(PREDECESSOR);
    for (int descriptor : inherited) {
      try (UnixSocket socket = UnixSocket.inherited(descriptor)) {
        socket.send(WAITING, List.of());
      }
    }
    return !inherited.isEmpty();
  }
}

package org.musicfs.cli.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.musicfs.cli.service.DescriptorStore;
import org.musicfs.cli.service.SdNotify;
import org.musicfs.cli.service.Succession;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.sys.Descriptor;
import org.musicfs.core.sys.Spawn;
import org.musicfs.core.sys.UnixSocket;

/**
 * Runs one daemon for as long as it is wanted. Everything arrives as a datagram at one socket: what
 * the daemon tells its service manager, and from our own threads that it has ended or that we are
 * to stop. So the thread in {@link #run} owns all state, and messages sent before an end are dealt
 * with before it. The kernel tells who sent a message; those of other processes are dropped.
 *
 * <p>A daemon that is to be restarted asks for the next one while it serves ({@link Succession}):
 * then there are two for a moment, and the second takes the first one's place when that has ended.
 *
 * <p>If this process is killed the daemon goes on, and its mount ends with it.
 */
public final class Supervisor {
  /** Tells the daemon who keeps its mount: our process id. */
  public static final String PID_VARIABLE = "MUSICFS_SUPERVISOR";

  private static final int MESSAGE_BYTES = 4096;
  private static final int OWN_PID = (int) ProcessHandle.current().pid();
  private static final String STOP = "STOP";
  private static final String EXITED = "EXITED";
  private static final String KILLED = "KILLED";

  /** What a shell adds to a signal. */
  private static final int KILLED_CODE = 128;

  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  /** A shell in between keeps its process id, which is what the daemon compares with. */
  private static final List<String> WITH_DESCRIPTORS =
      List.of("/bin/sh", "-c", "export LISTEN_PID=$$; exec \"$@\" >/dev/null", "musicfs");

  private final List<String> command;
  private final Map<String, String> environment;
  private final Journal journal;
  private final SdNotify manager;
  private final RestartPolicy policy = new RestartPolicy(System::nanoTime);
  private final KeptDescriptors kept = new KeptDescriptors();
  private final String address = "@musicfs-supervisor-" + OWN_PID + "-" + System.nanoTime();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile int code = ExitCode.FAILURE.code();
  private int daemon;

  /** The daemon that waits to follow; 0 if none does. */
  private int next;

  /** Whether the next one serves already, though we do not know yet that the first has ended. */
  private Optional<Notification> nextIsReady = Optional.empty();

  private String mountpoint = "";

  /**
   * @param command the daemon's command line
   * @param environment of this process; the daemon gets it with what concerns it changed
   * @param journal told what a person may want to know later
   */
  public Supervisor(List<String> command, Map<String, String> environment, Journal journal) {
    this.command = List.copyOf(command);
    this.journal = journal;
    this.manager = SdNotify.from(environment);
    this.environment = new HashMap<>(environment);
    this.environment.keySet().removeAll(List.of("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"));
    this.environment.put("NOTIFY_SOCKET", address);
    this.environment.put(DescriptorStore.VARIABLE, "1");
    this.environment.put(PID_VARIABLE, Integer.toString(OWN_PID));
  }

  /**
   * Runs the daemon until it is not wanted any more or fails too often, and ends this process with
   * it when a signal comes. To be called once.
   *
   * @return the daemon's exit code; 128 and its signal if one ended it; 1 if it fails too often
   * @throws IOException if it cannot be started
   */
  public int run() throws IOException {
    try (UnixSocket socket = UnixSocket.bound(address)) {
      socket.tellSenders();
      // After the socket, which it needs, and before there is a daemon that a signal could miss.
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("signal").unstarted(this::stopBySignal));
      daemon = start();
      // Who started us sees the end of our output when the daemon's ends.
      Descriptor.replace(STDOUT, STDERR);
      while (true) {
        UnixSocket.Message message = socket.receive(MESSAGE_BYTES);
        if (message.pid() == OWN_PID && handleOwn(message.text())) {
          return code;
        } else if (message.pid() == daemon || message.pid() == next) {
          handle(message);
        } else {
          message.descriptors().forEach(Descriptor::close);
        }
      }
    } finally {
      done.countDown();
    }
  }

  /** Returns its process id. */
  private int start() throws IOException {
    kept.removeFailed();
    Map<String, String> variables = new HashMap<>(environment);
    List<String> line = new ArrayList<>();
    if (daemon != 0) {
      variables.put("LISTEN_FDS", Integer.toString(kept.size()));
      variables.put("LISTEN_FDNAMES", kept.names());
      line.addAll(WITH_DESCRIPTORS);
    }
    line.addAll(command);
    int pid = new Spawn(line, variables, kept.numbers(), false).start();
    Thread.ofPlatform().daemon().name("wait").start(() -> tellEnd(pid));
    return pid;
  }

  private void tellEnd(int pid) {
    try {
      Spawn.End end = Spawn.waitFor(pid);
      tellMyself(
          end instanceof Spawn.End.Exited exited
              ? EXITED + "=" + exited.code() + "=" + pid
              : KILLED + "=" + ((Spawn.End.Killed) end).signal() + "=" + pid);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void tellMyself(String message) throws IOException {
    try (UnixSocket socket = UnixSocket.datagram()) {
      socket.send(address, message.getBytes(StandardCharsets.UTF_8), List.of());
    }
  }

  private void handle(UnixSocket.Message message) {
    Notification told = Notification.parse(message.text());
    if (told.is("FDSTORE")) {
      kept.add(told.value("FDNAME"), message.descriptors());
      return;
    }
    if (told.is(Succession.NEXT)) {
      startNext(message.descriptors());
      return;
    }
    if (told.value(Succession.NEXT).equals("0")) {
      endNext();
    }
    if (told.is("FDSTOREREMOVE")) {
      kept.remove(told.value("FDNAME"));
    }
    if (told.is("READY")) {
      if (message.pid() == next) {
        nextIsReady = Optional.of(told);
      } else {
        ready(told);
      }
    }
    if (told.is("STOPPING")) {
      tellManager(manager::stopping);
    }
    // Among them the end that a barrier waits for.
    message.descriptors().forEach(Descriptor::close);
  }

  private void ready(Notification told) {
    mountpoint = told.value(SdNotify.MOUNTPOINT);
    policy.ready();
    tellManager(() -> manager.ready(told.value("STATUS")));
  }

  /** Without one, the daemon learns from the end of what it gave us. */
  private void startNext(List<Integer> predecessor) {
    if (next != 0 || daemon == 0) {
      predecessor.forEach(Descriptor::close);
      return;
    }
    kept.add(Succession.PREDECESSOR, predecessor);
    try {
      next = start();
    } catch (IOException e) {
      journal.write("the next daemon cannot be started: " + e.getMessage());
    } finally {
      kept.remove(Succession.PREDECESSOR);
    }
  }

  private void endNext() {
    ProcessHandle.of(next).ifPresent(ProcessHandle::destroyForcibly);
    next = 0;
    nextIsReady = Optional.empty();
  }

  /** The daemon has ended, another one is wanted. */
  private void follow() throws IOException {
    if (next == 0) {
      daemon = start();
      return;
    }
    daemon = next;
    next = 0;
    nextIsReady.ifPresent(this::ready);
    nextIsReady = Optional.empty();
  }

  /** Returns whether this is the end. */
  private boolean handleOwn(String message) throws IOException {
    String[] fields = message.split("=", -1);
    String what = fields[0];
    int number = Integer.parseInt(fields[1]);
    if (what.equals(STOP)) {
      policy.stop();
      ProcessHandle.of(daemon).ifPresent(ProcessHandle::destroy);
      return false;
    }
    int pid = Integer.parseInt(fields[2]);
    if (pid != daemon) {
      if (pid == next) {
        endNext();
      }
      return false;
    }
    return ended(what.equals(EXITED) ? new Spawn.End.Exited(number) : new Spawn.End.Killed(number));
  }

  private boolean ended(Spawn.End end) throws IOException {
    String how;
    if (end instanceof Spawn.End.Killed killed) {
      how = "was killed by signal " + killed.signal();
      code = KILLED_CODE + killed.signal();
    } else {
      code = ((Spawn.End.Exited) end).code();
      how = "ended with exit code " + code;
    }
    switch (policy.ended(end)) {
      case AGAIN -> {
        if (code != ExitCode.RESTART.code()) {
          journal.write("the daemon (pid " + daemon + ") " + how + "; it is started again");
        }
        follow();
        return false;
      }
      case END -> {}
      case GIVE_UP -> {
        journal.write(
            "the daemon %s, the %dth time within %d s: given up, its mount is gone"
                .formatted(how, RestartPolicy.MOST + 1, RestartPolicy.PERIOD.toSeconds()));
        code = ExitCode.FAILURE.code();
      }
    }
    endNext();
    kept.close();
    if (code != ExitCode.OK.code() && !mountpoint.isEmpty()) {
      StaleMount.clean(mountpoint, journal);
    }
    return true;
  }

  /** Runs in the shutdown hook: the exit code is the daemon's, not that of the signal. */
  private void stopBySignal() {
    if (done.getCount() == 0) {
      return;
    }
    try {
      tellMyself(STOP + "=1");
      done.await();
    } catch (IOException e) {
      return; // ended in this moment
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code);
  }

  /** What the daemon says to us, whoever runs us hears as well. */
  private void tellManager(Telling telling) {
    try {
      telling.tell();
    } catch (IOException e) {
      journal.write(String.valueOf(e.getMessage()));
    }
  }

  @FunctionalInterface
  private interface Telling {
    void tell() throws IOException;
  }
}

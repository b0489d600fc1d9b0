package org.musicfs.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.musicfs.core.sys.Descriptor;
import org.musicfs.core.sys.Spawn;
import org.musicfs.core.sys.UnixSocket;

/**
 * What systemd is to a unit of type notify that has a descriptor store: a socket for the service's
 * messages, descriptors that are kept beyond its end and given to its next run. Starts one process
 * at a time, again and again without a limit.
 */
final class ServiceManager implements AutoCloseable {
  private static final int FIRST_DESCRIPTOR = 3;
  private static final int MESSAGE_BYTES = 4096;
  private static final String END = "END=1";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private record Stored(String name, int descriptor) {}

  private final String address = "@musicfs-it-" + System.nanoTime();
  private final UnixSocket socket;
  private final Thread receiver;
  private final Semaphore ready = new Semaphore(0);
  private final List<Stored> store = new ArrayList<>();
  private int pid;

  ServiceManager() throws IOException {
    socket = UnixSocket.bound(address);
    receiver = Thread.ofPlatform().daemon().start(this::receive);
  }

  private void receive() {
    try {
      while (true) {
        UnixSocket.Message message = socket.receive(MESSAGE_BYTES);
        if (message.text().equals(END)) {
          return;
        }
        accept(message);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized void accept(UnixSocket.Message message) {
    Map<String, String> fields = new HashMap<>();
    for (String line : message.text().lines().toList()) {
      fields.put(line.replaceFirst("=.*", ""), line.replaceFirst("[^=]*=", ""));
    }
    String name = fields.getOrDefault("FDNAME", "");
    if ("1".equals(fields.get("FDSTORE"))) {
      message.descriptors().forEach(descriptor -> store.add(new Stored(name, descriptor)));
      return;
    }
    if ("1".equals(fields.get("FDSTOREREMOVE"))) {
      store.stream().filter(s -> s.name.equals(name)).forEach(s -> Descriptor.close(s.descriptor));
      store.removeIf(s -> s.name.equals(name));
    }
    if ("1".equals(fields.get("READY"))) {
      ready.release();
    }
    // A barrier waits for the end of its descriptor.
    message.descriptors().forEach(Descriptor::close);
  }

  /** Starts the service with what is stored, and waits until it says that it is ready. */
  void start(List<String> command, Map<String, String> environment) throws Exception {
    ready.drainPermits();
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.putAll(environment);
    variables.put("NOTIFY_SOCKET", address);
    variables.put("MUSICFS_DESCRIPTOR_STORE", "1");
    List<String> line =
        new ArrayList<>(List.of("/bin/sh", "-c", "export LISTEN_PID=$$; exec \"$@\"", "service"));
    line.addAll(command);
    synchronized (this) {
      Map<Integer, Integer> given = new TreeMap<>();
      for (Stored stored : store) {
        given.put(FIRST_DESCRIPTOR + given.size(), stored.descriptor);
      }
      variables.put("LISTEN_FDS", Integer.toString(given.size()));
      variables.put("LISTEN_FDNAMES", String.join(":", store.stream().map(Stored::name).toList()));
      pid = new Spawn(line, variables, given, false).start();
    }
    if (!ready.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("not ready within " + PATIENCE);
    }
  }

  /** Ends the service by a signal and waits for its end. */
  void kill(String signal) throws IOException {
    Processes.run("kill", "-" + signal, Integer.toString(pid)).ok();
    Spawn.waitFor(pid);
    pid = 0;
  }

  /** Names of what is stored, one for each descriptor. */
  synchronized List<String> stored() {
    return store.stream().map(Stored::name).toList();
  }

  @Override
  public void close() throws Exception {
    if (pid != 0) {
      kill("KILL");
    }
    try (UnixSocket self = UnixSocket.datagram()) {
      self.send(address, END.getBytes(StandardCharsets.UTF_8), List.of());
    }
    receiver.join();
    socket.close();
    synchronized (this) {
      store.forEach(stored -> Descriptor.close(stored.descriptor));
    }
  }
}

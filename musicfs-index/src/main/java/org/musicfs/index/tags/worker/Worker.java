package org.musicfs.index.tags.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker process and the two threads that talk to it. The writing thread starts the process,
 * sends calls in order and ends the process when there has been nothing to send for a while; the
 * reading thread completes calls in the same order and, when the output ends, tells the owner which
 * calls are left. Callers only queue, so no caller is ever stuck in a pipe.
 */
final class Worker {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long STOP_SECONDS = 2;

  /** A loaded machine may need seconds to start a process; no file is to blame for that. */
  private static final long MAX_START_NANOS = 30_000_000_000L;

  /** Who hears of the end of a worker. Called once, on a thread of the worker. */
  interface Owner {
    /** The worker greeted: it can be started. */
    void greeted();

    /** The worker had nothing to do and takes no more calls; its process is about to end. */
    void retired(Worker worker);

    /** The process of a retired worker has ended. */
    void ended(Worker worker);

    /**
     * The worker is gone though it was not asked to go.
     *
     * @param greeted whether it ever came up
     * @param stuck the call it was killed for
     * @param left all calls that were not answered, in order, {@code stuck} excluded
     */
    void died(Worker worker, boolean greeted, @Nullable Call stuck, List<Call> left);
  }

  private final WorkerSettings settings;
  private final Owner owner;
  private final BlockingQueue<Call> queue = new LinkedBlockingQueue<>();
  private final CountDownLatch launched = new CountDownLatch(1);

  /** Sent or being sent, not answered; the first is the one being decoded. */
  @GuardedBy("this")
  private final ArrayDeque<Call> inFlight = new ArrayDeque<>();

  /** Since when the first of {@link #inFlight} has been the first; {@link System#nanoTime}. */
  @GuardedBy("this")
  private long firstSinceNanos;

  @GuardedBy("this")
  private boolean accepting = true;

  @GuardedBy("this")
  private boolean stopping;

  @GuardedBy("this")
  private boolean greeted;

  @GuardedBy("this")
  private long greetedNanos;

  @GuardedBy("this")
  private @Nullable Call stuck;

  @GuardedBy("this")
  private @Nullable Process process;

  Worker(WorkerSettings settings, Owner owner) {
    this.settings = settings;
    this.owner = owner;
  }

  void start() {
    Thread writer = new Thread(this::write, "tag-worker-out");
    writer.setDaemon(true);
    writer.start();
  }

  /** Queues a call; false if this worker takes no more. */
  synchronized boolean offer(Call call) {
    return accepting && queue.add(call);
  }

  /** Calls queued or in flight. */
  synchronized int load() {
    return queue.size() + inFlight.size();
  }

  /** Whether the process has been up for {@code nanos}. */
  synchronized boolean upFor(long nanos) {
    return greeted && System.nanoTime() - greetedNanos > nanos;
  }

  /** Kills the process if its current call has had more than its time, or it never came up. */
  void killIfStuck(long nowNanos) {
    @Nullable Process victim;
    synchronized (this) {
      long limit = greeted ? settings.deadline().toNanos() : MAX_START_NANOS;
      if (inFlight.isEmpty() || nowNanos - firstSinceNanos <= limit || stuck != null) {
        return;
      }
      stuck = greeted ? inFlight.peekFirst() : null;
      victim = process;
    }
    if (victim != null) {
      victim.destroyForcibly();
    }
  }

  /** Ends the process, whatever it does; returns when it is gone. Calls left are abandoned. */
  List<Call> stop() throws InterruptedException {
    List<Call> left;
    synchronized (this) {
      accepting = false;
      stopping = true;
      left = new ArrayList<>(inFlight);
      inFlight.clear();
      queue.drainTo(left);
    }
    if (launched.await(STOP_SECONDS, TimeUnit.SECONDS)) {
      @Nullable Process victim;
      synchronized (this) {
        victim = process;
      }
      if (victim != null) {
        end(victim);
      }
    }
    return left;
  }

  private static void end(Process victim) throws InterruptedException {
    victim.destroyForcibly();
    if (!victim.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      log.warn("tag worker {} does not end", victim.pid());
    }
  }

  private void write() {
    @Nullable Process started = launch();
    launched.countDown();
    if (started == null) {
      gone();
      return;
    }
    Thread reader = new Thread(() -> read(started), "tag-worker-in");
    reader.setDaemon(true);
    reader.start();
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(started.getOutputStream(), BUFFER_BYTES))) {
      send(out);
    } catch (IOException | InterruptedException e) {
      // The process is gone or going; the reading thread sees the same and reports it.
      started.destroyForcibly();
    }
  }

  private @Nullable Process launch() {
    ProcessBuilder builder = new ProcessBuilder(settings.command());
    Map<String, String> environment = builder.environment();
    environment.put("LC_ALL", "C.UTF-8");
    List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").forEach(environment::remove);
    builder.directory(new File("/"));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process started = builder.start();
      synchronized (this) {
        process = started;
        if (!stopping) {
          return started;
        }
      }
      started.destroyForcibly();
    } catch (IOException e) {
      log.error("cannot start a tag worker", e);
    }
    return null;
  }

  private void send(DataOutputStream out) throws IOException, InterruptedException {
    while (true) {
      @Nullable Call call = queue.poll(settings.idle().toNanos(), TimeUnit.NANOSECONDS);
      if (call == null) {
        if (retire()) {
          return;
        }
        continue;
      }
      synchronized (this) {
        if (stopping) {
          return;
        }
        if (inFlight.isEmpty()) {
          firstSinceNanos = System.nanoTime();
        }
        inFlight.add(call);
      }
      Protocol.writeRequest(out, call.frames());
      if (queue.isEmpty()) {
        out.flush();
      }
    }
  }

  private boolean retire() {
    synchronized (this) {
      if (!queue.isEmpty() || !inFlight.isEmpty()) {
        return false;
      }
      accepting = false;
      stopping = true;
    }
    owner.retired(this);
    return true;
  }

  private void read(Process from) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(from.getInputStream(), BUFFER_BYTES))) {
      if (in.readInt() != Protocol.GREETING) {
        throw new IOException("a stranger answers");
      }
      synchronized (this) {
        greeted = true;
        greetedNanos = System.nanoTime();
        firstSinceNanos = greetedNanos;
      }
      owner.greeted();
      while (true) {
        Protocol.Answer answer = Protocol.readAnswer(in);
        answered().complete(answer);
      }
    } catch (IOException | UncheckedIOException e) {
      log.debug("tag worker {} ended", from.pid(), e);
    } finally {
      from.destroyForcibly();
      gone();
    }
  }

  private Call answered() throws IOException {
    synchronized (this) {
      @Nullable Call first = inFlight.pollFirst();
      if (first == null) {
        throw new IOException("an answer nobody asked for");
      }
      firstSinceNanos = System.nanoTime();
      return first;
    }
  }

  private void gone() {
    List<Call> left;
    @Nullable Call guilty;
    boolean cameUp;
    boolean asked;
    synchronized (this) {
      accepting = false;
      left = new ArrayList<>(inFlight);
      inFlight.clear();
      queue.drainTo(left);
      guilty = stuck;
      cameUp = greeted;
      asked = stopping;
      stopping = true;
    }
    if (asked) {
      owner.ended(this);
      return;
    }
    if (guilty != null && !left.remove(guilty)) {
      guilty = null; // answered at the last moment
    }
    owner.died(this, cameUp, guilty, left);
  }
}

package org.musicfs.origin.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and a server on this machine's loopback and is as bad as a network can
 * be: slow, silent, broken. Faults set in hold for connections there are and those to come.
 * Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
  private static final byte[] END = new byte[0];

  private final ServerSocket listener;
  private final int target;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicLong toServer = new AtomicLong();
  private final AtomicLong toClient = new AtomicLong();
  private final Object gate = new Object();
  private volatile long delayNanos;
  private boolean stalled;
  private volatile boolean refusing;
  private volatile boolean closed;
  private volatile long resetAfter = Long.MAX_VALUE;
  private volatile long truncateAfter = Long.MAX_VALUE;

  /** Bytes that arrived, and when they may go on. */
  private record Parcel(byte[] bytes, long dueNanos) {}

  /** One connection and its other half. */
  private record Link(Socket client, Socket server) {
    void reset() {
      for (Socket socket : List.of(client, server)) {
        try {
          socket.setSoLinger(true, 0);
          socket.close();
        } catch (IOException e) {
          // it has gone by itself
        }
      }
    }
  }

  /** A proxy to {@code targetPort} of the loopback. */
  public FaultProxy(int targetPort) throws IOException {
    target = targetPort;
    listener = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    daemon("proxy-accept", this::accept);
  }

  /** Where clients connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /** What is sent from now on takes so long each way, however much of it is on its way. */
  public void delay(Duration eachWay) {
    delayNanos = eachWay.toNanos();
  }

  /** Nothing goes on either way; connections stay, and new ones are accepted. */
  public void stall() {
    synchronized (gate) {
      stalled = true;
    }
  }

  /** What was held back goes on. */
  public void resume() {
    synchronized (gate) {
      stalled = false;
      gate.notifyAll();
    }
  }

  /** Breaks every connection with a TCP reset. */
  public void reset() {
    links.forEach(Link::reset);
    links.clear();
  }

  /** Breaks a connection when so many more bytes from the server have gone through. */
  public void resetAfter(long bytes) {
    resetAfter = toClient.get() + bytes;
  }

  /** Ends the server's stream in good order after so many more bytes; the client may go on. */
  public void truncateAfter(long bytes) {
    truncateAfter = toClient.get() + bytes;
  }

  /** Tells every server that its client says no more; answers still go through. */
  public void halfClose() throws IOException {
    for (Link link : links) {
      link.server().shutdownOutput();
    }
  }

  /** New connections are closed at once, or no longer. */
  public void refuse(boolean refuse) {
    refusing = refuse;
  }

  /** Back to a good network for what is sent and connected from now on. */
  public void heal() {
    delayNanos = 0;
    resetAfter = Long.MAX_VALUE;
    truncateAfter = Long.MAX_VALUE;
    refusing = false;
    resume();
  }

  /** Connections accepted since the start. */
  public int accepted() {
    return accepted.get();
  }

  /** Bytes passed on to servers since the start. */
  public long bytesToServer() {
    return toServer.get();
  }

  /** Bytes passed on to clients since the start. */
  public long bytesToClient() {
    return toClient.get();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listener.accept();
        accepted.incrementAndGet();
        if (refusing) {
          client.close();
          continue;
        }
        Socket server = new Socket();
        try {
          server.connect(new java.net.InetSocketAddress("127.0.0.1", target));
        } catch (IOException e) {
          client.close();
          continue;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Link link = new Link(client, server);
        links.add(link);
        pump(link, client, server, toServer, false);
        pump(link, server, client, toClient, true);
      } catch (IOException e) {
        if (!closed) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private void pump(Link link, Socket from, Socket to, AtomicLong passed, boolean downstream) {
    BlockingQueue<Parcel> onTheWay = new LinkedBlockingQueue<>();
    daemon(
        "proxy-in",
        () -> {
          byte[] buffer = new byte[64 << 10];
          try {
            InputStream in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
              onTheWay.add(new Parcel(Arrays.copyOf(buffer, n), System.nanoTime() + delayNanos));
            }
          } catch (IOException e) {
            // broken: the same as its end
          }
          onTheWay.add(new Parcel(END, System.nanoTime() + delayNanos));
        });
    daemon(
        "proxy-out",
        () -> {
          try {
            OutputStream out = to.getOutputStream();
            for (Parcel parcel = onTheWay.take(); ; parcel = onTheWay.take()) {
              TimeUnit.NANOSECONDS.sleep(parcel.dueNanos() - System.nanoTime());
              passGate();
              if (parcel.bytes().length == 0) {
                to.shutdownOutput();
                return;
              }
              int length = parcel.bytes().length;
              long limit = downstream ? Math.min(resetAfter, truncateAfter) : Long.MAX_VALUE;
              long left = Math.max(0, limit - passed.get());
              int now = (int) Math.min(length, left);
              out.write(parcel.bytes(), 0, now);
              passed.addAndGet(now);
              if (now < length) {
                if (resetAfter <= truncateAfter) {
                  link.reset();
                } else {
                  to.shutdownOutput();
                }
                return;
              }
            }
          } catch (IOException | InterruptedException e) {
            link.reset();
          }
        });
  }

  private void passGate() throws InterruptedException {
    synchronized (gate) {
      while (stalled && !closed) {
        gate.wait();
      }
    }
  }

  private static void daemon(String name, Runnable body) {
    Thread.ofPlatform().daemon().name(name).start(body);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    reset();
    resume();
  }
}

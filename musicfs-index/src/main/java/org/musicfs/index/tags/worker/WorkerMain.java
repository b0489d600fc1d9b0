package org.musicfs.index.tags.worker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.musicfs.index.tags.layout.Id3Frames;

/**
 * A tag worker: decodes requests from its standard input, answers on its standard output, ends at
 * the end of the input. One thread reads ahead, so that the end is noticed, and the process goes,
 * even while the other decodes something that never ends. The daemon bounds what is in flight.
 */
public final class WorkerMain {
  private static final int BUFFER_BYTES = 64 * 1024;

  private WorkerMain() {}

  /** Serves until the input ends. Takes no arguments. */
  public static void main(String[] args) throws IOException, InterruptedException {
    serve(Id3Decoder::decode);
  }

  /** Serves with {@code decoder}; returns never but by the end of the process. */
  static void serve(Function<Id3Frames, Protocol.Answer> decoder)
      throws IOException, InterruptedException {
    Logger quiet = Logger.getLogger("org.jaudiotagger");
    quiet.setLevel(Level.OFF);
    DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES));
    System.setOut(System.err);
    out.writeInt(Protocol.GREETING);
    out.flush();
    BlockingQueue<Id3Frames> requests = new LinkedBlockingQueue<>();
    Thread reader = new Thread(() -> readAhead(requests), "requests");
    reader.setDaemon(true);
    reader.start();
    while (true) {
      Id3Frames request = requests.take();
      Protocol.writeAnswer(out, decoder.apply(request));
      // At once: who is still waiting when a worker hangs or dies is the one that caused it.
      out.flush();
    }
  }

  private static void readAhead(BlockingQueue<Id3Frames> requests) {
    try {
      DataInputStream in =
          new DataInputStream(
              new BufferedInputStream(new FileInputStream(FileDescriptor.in), BUFFER_BYTES));
      while (true) {
        Optional<Id3Frames> request = Protocol.readRequest(in);
        if (request.isEmpty()) {
          break;
        }
        requests.add(request.get());
      }
    } catch (IOException e) {
      // The daemon is gone, which is what the end of the input means too.
    }
    Runtime.getRuntime().halt(0);
  }
}

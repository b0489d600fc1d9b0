package org.musicfs.index.tags.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.musicfs.index.tags.layout.Id3Frames;

/** A worker that misbehaves where a frame tells it to, and is a real one otherwise. */
final class FaultyWorker {
  private FaultyWorker() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    WorkerMain.serve(FaultyWorker::decode);
  }

  private static Protocol.Answer decode(Id3Frames request) {
    for (byte[] frame : request.frames()) {
      String text = new String(frame, StandardCharsets.ISO_8859_1);
      if (text.contains("LOOP")) {
        spin();
      } else if (text.contains("BLOAT")) {
        bloat();
      } else if (text.contains("DIE")) {
        Runtime.getRuntime().halt(9);
      } else if (text.contains("ONCE:")) {
        once(Path.of(text.substring(text.indexOf("ONCE:") + 5)));
      }
    }
    return Id3Decoder.decode(request);
  }

  private static void spin() {
    long n = 0;
    while (true) {
      n++;
      if (n == Long.MIN_VALUE) {
        System.err.println(n);
      }
    }
  }

  private static void bloat() {
    List<byte[]> all = new ArrayList<>();
    while (all.size() < Integer.MAX_VALUE) {
      all.add(new byte[1 << 20]);
    }
  }

  private static void once(Path marker) {
    try {
      Files.createFile(marker);
      Runtime.getRuntime().halt(9);
    } catch (IOException e) {
      // There already: the second time all is well.
    }
  }
}

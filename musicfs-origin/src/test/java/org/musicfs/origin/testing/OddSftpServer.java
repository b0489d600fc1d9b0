package org.musicfs.origin.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * An SFTP server that does what the protocol allows and no server should, or what it does not
 * allow. sshd runs it as its subsystem: {@link #command}. It has one directory, {@code /}, and
 * every other path is a file of {@value #FILE_BYTES} bytes, those of {@link #content}.
 */
public final class OddSftpServer {
  public static final int FILE_BYTES = 300_000;

  /** What is odd about it. */
  public enum Oddity {
    /** Names that would lead elsewhere, and entries that lack what is to be known of them. */
    NAMES,
    /** Gives at most 5,000 bytes for a read, however many are asked for. */
    SHORT_READS,
    /** Gives more bytes than were asked for. */
    LONG_READS,
    /** Announces a packet of 2 GiB for a read. */
    HUGE_PACKET,
    /** Lists for ever. */
    ENDLESS_LISTING,
    /** Answers reads with a type of packet that does not exist. */
    NONSENSE
  }

  private final Oddity oddity;
  private final DataOutputStream out;
  private boolean listed;

  private OddSftpServer(Oddity oddity, DataOutputStream out) {
    this.oddity = oddity;
    this.out = out;
  }

  /** The subsystem's command for sshd_config. */
  public static String command(Oddity oddity) throws Exception {
    Path classes =
        Path.of(OddSftpServer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return Path.of(System.getProperty("java.home"), "bin", "java")
        + " -Xmx64m -XX:TieredStopAtLevel=1 -cp "
        + classes
        + " "
        + OddSftpServer.class.getName()
        + " "
        + oddity;
  }

  /** What every file holds. */
  public static byte[] content() {
    byte[] bytes = new byte[FILE_BYTES];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  public static void main(String[] arguments) throws IOException {
    var in = new DataInputStream(System.in);
    var server = new OddSftpServer(Oddity.valueOf(arguments[0]), new DataOutputStream(System.out));
    while (true) {
      byte[] packet = new byte[in.readInt()];
      in.readFully(packet);
      server.answer(new DataInputStream(new ByteArrayInputStream(packet)));
      server.out.flush();
    }
  }

  private void answer(DataInputStream request) throws IOException {
    int type = request.readUnsignedByte();
    int id = request.readInt();
    var body = new ByteArrayOutputStream();
    var data = new DataOutputStream(body);
    switch (type) {
      case 1 -> send(2, 3, body);
      case 3, 11 -> {
        listed = false;
        string(data, "handle");
        send(102, id, body);
      }
      case 5 -> read(request, id, data, body);
      case 7, 8, 17 -> {
        String path = string(request);
        attributes(data, path.equals("/") ? 0040755 : 0100644, FILE_BYTES, !path.contains("vague"));
        send(105, id, body);
      }
      case 12 -> list(id, data, body);
      case 16 -> {
        data.writeInt(1);
        String path = string(request);
        string(data, path);
        string(data, path);
        data.writeInt(0);
        send(104, id, body);
      }
      default -> status(id, 0);
    }
  }

  private void read(
      DataInputStream request, int id, DataOutputStream data, ByteArrayOutputStream body)
      throws IOException {
    string(request);
    long offset = request.readLong();
    int length = request.readInt();
    if (offset >= FILE_BYTES) {
      status(id, 1);
      return;
    }
    int given =
        switch (oddity) {
          case SHORT_READS -> Math.min(length, 5000);
          case LONG_READS -> length + 1;
          default -> length;
        };
    byte[] bytes =
        Arrays.copyOfRange(content(), (int) offset, (int) Math.min(FILE_BYTES, offset + given));
    if (oddity == Oddity.HUGE_PACKET) {
      out.writeInt(Integer.MAX_VALUE);
      return;
    }
    data.writeInt(bytes.length);
    data.write(bytes);
    send(oddity == Oddity.NONSENSE ? 77 : 103, id, body);
  }

  private void list(int id, DataOutputStream data, ByteArrayOutputStream body) throws IOException {
    if (listed && oddity != Oddity.ENDLESS_LISTING) {
      status(id, 1);
      return;
    }
    listed = true;
    String[] names = {
      ".", "..", "", "../up.mp3", "a/b.mp3", "/etc/passwd", "nul\0.mp3", "good.mp3", "vague.mp3"
    };
    data.writeInt(names.length);
    for (String name : names) {
      string(data, name);
      string(data, name);
      attributes(data, 0100644, FILE_BYTES, !name.contains("vague"));
    }
    send(104, id, body);
  }

  private static void attributes(DataOutputStream data, int mode, long size, boolean complete)
      throws IOException {
    data.writeInt(complete ? 1 | 4 | 8 : 4);
    if (complete) {
      data.writeLong(size);
    }
    data.writeInt(mode);
    if (complete) {
      data.writeInt(1_000);
      data.writeInt(2_000);
    }
  }

  private void status(int id, int code) throws IOException {
    var body = new ByteArrayOutputStream();
    new DataOutputStream(body).writeInt(code);
    send(101, id, body);
  }

  private void send(int type, int id, ByteArrayOutputStream body) throws IOException {
    out.writeInt(body.size() + 5);
    out.writeByte(type);
    out.writeInt(id);
    body.writeTo(out);
  }

  private static void string(DataOutputStream data, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    data.writeInt(bytes.length);
    data.write(bytes);
  }

  private static String string(DataInputStream data) throws IOException {
    byte[] bytes = new byte[data.readInt()];
    data.readFully(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}

package org.musicfs.origin.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * OpenSSH's server on a port of the loopback, with a host key and authorized keys of its own. Its
 * user is the one who runs the tests. Needs the package openssh-server.
 */
public final class SshServer implements AutoCloseable {
  private static final Path SSHD = Path.of("/usr/sbin/sshd");

  private final Path directory;
  private final int port;
  private Process process;

  /** Starts one that keeps its files in {@code directory}. */
  public SshServer(Path directory) throws Exception {
    this(directory, "internal-sftp");
  }

  /**
   * One with another SFTP server behind it.
   *
   * @param subsystem the command of it
   */
  public SshServer(Path directory, String subsystem) throws Exception {
    this.directory = Files.createDirectories(directory);
    key(hostKey());
    key(identity());
    Files.copy(Path.of(identity() + ".pub"), directory.resolve("authorized_keys"));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    Files.writeString(
        directory.resolve("sshd_config"),
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        PidFile none
        AuthorizedKeysFile %s
        StrictModes no
        UsePAM no
        PermitRootLogin yes
        PasswordAuthentication yes
        MaxStartups 100
        MaxAuthTries 20
        Subsystem sftp %s
        """
            .formatted(port, hostKey(), directory.resolve("authorized_keys"), subsystem));
    if (System.getProperty("user.name").equals("root")) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    accept(port);
    start();
  }

  private static void key(Path file) throws Exception {
    Files.deleteIfExists(file);
    Files.deleteIfExists(Path.of(file + ".pub"));
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", file.toString());
  }

  /** Runs a program that has to succeed. */
  public static void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(List.of(command) + " failed");
    }
  }

  public int port() {
    return port;
  }

  /** A private key that it lets in. */
  public Path identity() {
    return directory.resolve("id");
  }

  private Path hostKey() {
    return directory.resolve("host");
  }

  /** A file in which it is known at its own port. */
  public Path knownHosts() {
    return directory.resolve("known_hosts");
  }

  /** Makes it known at another port too, that of a proxy. */
  public void accept(int otherPort) throws IOException {
    Files.writeString(
        knownHosts(),
        "[127.0.0.1]:" + otherPort + " " + Files.readString(Path.of(hostKey() + ".pub")),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Gives it another host key, which nobody knows. It has to be started again. */
  public void changeHostKey() throws Exception {
    key(hostKey());
  }

  /** Starts it, and returns when it listens. */
  public void start() throws Exception {
    process =
        new ProcessBuilder(
                SSHD.toString(), "-D", "-e", "-f", directory.resolve("sshd_config").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !process.isAlive()) {
          throw new IllegalStateException(Files.readString(directory.resolve("log")), e);
        }
        Thread.sleep(20);
      }
    }
  }

  /** Kills it with every session. */
  public void kill() throws InterruptedException {
    List<ProcessHandle> sessions = process.descendants().toList();
    process.destroyForcibly().waitFor();
    sessions.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}

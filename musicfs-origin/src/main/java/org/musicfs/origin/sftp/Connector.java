package org.musicfs.origin.sftp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one server: SSH session, log-in, SFTP channel. Its I/O runs on {@value
 * #IO_THREADS} threads. Thread-safe; a call blocks until its deadline at most, but for the name
 * service, which knows none.
 */
final class Connector implements AutoCloseable {
  private static final int IO_THREADS = 2;

  /** A window that a fast and distant server does not fill between two of our adjustments. */
  private static final long WINDOW_BYTES = 32L << 20;

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final int KEEP_ALIVES_UNANSWERED = 3;

  private final SftpLocation location;
  private final Login login;
  private final KnownHosts knownHosts;
  private final Duration timeout;
  private final ScheduledExecutorService timer;
  private @Nullable SshClient client;
  private boolean closed;

  Connector(
      SftpLocation location,
      Login login,
      KnownHosts knownHosts,
      Duration timeout,
      ScheduledExecutorService timer) {
    this.location = location;
    this.login = login;
    this.knownHosts = knownHosts;
    this.timeout = timeout;
    this.timer = timer;
  }

  /** A new connection, ready for requests. */
  Connection connect() throws SftpFailure {
    Deadline deadline = Deadline.in(timeout);
    SshClient ssh = client();
    InetSocketAddress address = new InetSocketAddress(location.host(), location.port());
    if (address.isUnresolved()) {
      throw SftpFailure.lost("there is no host '" + location.host() + "'", null);
    }
    preferKnownKeys(ssh);
    String user = location.user().orElseGet(() -> System.getProperty("user.name", "root"));
    ClientSession session;
    try {
      session = ssh.connect(user, address).verify(deadline.remaining()).getSession();
    } catch (IOException e) {
      throw unreachable(e, deadline);
    }
    boolean ready = false;
    try {
      Connection connection = logIn(session, user, deadline);
      ready = true;
      return connection;
    } finally {
      if (!ready) {
        session.close(true);
      }
    }
  }

  private Connection logIn(ClientSession session, String user, Deadline deadline)
      throws SftpFailure {
    login.prepare(session);
    try {
      session.auth().verify(deadline.remaining());
    } catch (IOException e) {
      Optional<String> refusal = KnownHosts.refusal(session);
      if (refusal.isPresent()) {
        throw SftpFailure.denied(refusal.get(), e);
      }
      // Only a server that has let us ask says no; everything else is the way to it.
      if (e instanceof SshException ssh
          && session.isOpen()
          && !deadline.hasPassed()
          && String.valueOf(ssh.getMessage()).contains("No more authentication methods")) {
        throw SftpFailure.notLetIn(
            "the server does not let '" + user + "' in; tried: " + login.tried(), e);
      }
      throw unreachable(e, deadline);
    }
    SftpChannel channel = new SftpChannel();
    try {
      session.getService(ConnectionService.class).registerChannel(channel);
      channel.open().verify(deadline.remaining());
    } catch (IOException e) {
      throw deadline.hasPassed()
          ? unreachable(e, deadline)
          : SftpFailure.lost("the server does not speak SFTP: " + e.getMessage(), e);
    }
    Connection connection = new Connection(session, channel);
    connection.start(deadline);
    return connection;
  }

  private static SftpFailure unreachable(IOException e, Deadline deadline) {
    if (deadline.hasPassed()) {
      return SftpFailure.late("no connection within " + deadline.limit().toMillis() + " ms");
    }
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return SftpFailure.lost("cannot be reached: " + cause.getMessage(), e);
  }

  private synchronized SshClient client() throws SftpFailure {
    if (closed) {
      throw SftpFailure.lost("the origin is closed", null);
    }
    SshClient started = client;
    if (started == null) {
      started = SshClient.setUpDefaultClient();
      started.setServerKeyVerifier(knownHosts);
      started.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
      started.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
      started.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
      started.setScheduledExecutorService(timer, false);
      started.setNioWorkers(IO_THREADS);
      started.setCipherFactories(fastestFirst(started.getCipherFactories()));
      login.agent().ifPresent(started::setAgentFactory);
      CoreModuleProperties.TCP_NODELAY.set(started, true);
      CoreModuleProperties.SOCKET_KEEPALIVE.set(started, true);
      CoreModuleProperties.WINDOW_SIZE.set(started, WINDOW_BYTES);
      CoreModuleProperties.IO_CONNECT_TIMEOUT.set(started, timeout);
      CoreModuleProperties.AUTH_TIMEOUT.set(started, timeout);
      // Idle connections are the pool's to close: it knows which have open files.
      CoreModuleProperties.IDLE_TIMEOUT.set(started, Duration.ZERO);
      CoreModuleProperties.NIO2_READ_TIMEOUT.set(started, Duration.ZERO);
      CoreModuleProperties.HEARTBEAT_REQUEST.set(started, "keepalive@openssh.com");
      CoreModuleProperties.HEARTBEAT_INTERVAL.set(started, KEEP_ALIVE);
      CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(started, KEEP_ALIVES_UNANSWERED);
      started.start();
      client = started;
    }
    return started;
  }

  /** AES-GCM runs on the processor's own instructions and needs no separate MAC. */
  private static List<NamedFactory<Cipher>> fastestFirst(List<NamedFactory<Cipher>> offered) {
    List<NamedFactory<Cipher>> ciphers = new ArrayList<>(offered);
    List<String> first =
        List.of(BuiltinCiphers.aes128gcm.getName(), BuiltinCiphers.aes256gcm.getName());
    ciphers.sort(
        Comparator.comparingInt(c -> first.contains(c.getName()) ? first.indexOf(c.getName()) : 2));
    return ciphers;
  }

  /** Asks for a host key of a type that is known: servers have several. */
  private void preferKnownKeys(SshClient ssh) {
    List<String> known;
    try {
      known = knownHosts.keyTypes();
    } catch (IOException e) {
      return; // the check of the key fails and says why
    }
    List<NamedFactory<Signature>> signatures = new ArrayList<>(ssh.getSignatureFactories());
    signatures.sort(
        Comparator.comparingInt(
            s -> known.stream().anyMatch(type -> isFor(s.getName(), type)) ? 0 : 1));
    ssh.setSignatureFactories(signatures);
  }

  /** RSA keys sign under three names. */
  private static boolean isFor(String signature, String keyType) {
    return signature.equals(keyType)
        || (keyType.equals("ssh-rsa")
            && signature.startsWith("rsa-sha2-")
            && signature.length() == 12);
  }

  @Override
  public void close() {
    @Nullable SshClient started;
    synchronized (this) {
      closed = true;
      started = client;
      client = null;
    }
    if (started != null) {
      started.close(true);
    }
  }
}

package org.musicfs.origin.sftp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginKey;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginProvider;

/** Makes origins at SFTP servers. Stateless, thread-safe. */
public final class SftpProvider implements OriginProvider {
  private static final String KNOWN_HOSTS = "known_hosts";
  private static final String FORM = "write sftp://user@host/path";
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(60);

  private final Path home;
  private final Optional<String> agentSocket;
  private final Duration idleLimit;

  public SftpProvider() {
    this(
        Path.of(System.getProperty("user.home", "/")),
        Optional.ofNullable(System.getenv("SSH_AUTH_SOCK")).filter(path -> !path.isEmpty()),
        IDLE_LIMIT);
  }

  /**
   * @param home whose {@code .ssh} has the usual keys and known hosts
   * @param agentSocket path of the agent's socket
   * @param idleLimit how long a connection that nobody uses stays open
   */
  SftpProvider(Path home, Optional<String> agentSocket, Duration idleLimit) {
    this.home = home;
    this.agentSocket = agentSocket;
    this.idleLimit = idleLimit;
  }

  @Override
  public int apiVersion() {
    return API_VERSION;
  }

  @Override
  public String type() {
    return SftpLocation.SCHEME;
  }

  @Override
  public List<OriginKey> keys() {
    return List.of(
        new OriginKey(
            Login.IDENTITY,
            OriginKey.Kind.PATH,
            "private key to log in with; without it, a password or the agent, those of ~/.ssh"),
        new OriginKey(
            Login.PASSPHRASE, OriginKey.Kind.SECRET, "where the private key's passphrase is"),
        new OriginKey(Login.PASSWORD, OriginKey.Kind.SECRET, "where the password is"),
        new OriginKey(
            Login.AGENT, OriginKey.Kind.FLAG, "log in with the keys of the agent at SSH_AUTH_SOCK"),
        new OriginKey(
            KNOWN_HOSTS,
            OriginKey.Kind.PATH,
            "file with the keys of servers that are let in, ~/.ssh/known_hosts by default"));
  }

  @Override
  public String location(String typed) {
    return parse(typed, ExitCode.ORIGIN).toString();
  }

  private static SftpLocation parse(String typed, ExitCode code) {
    try {
      return SftpLocation.parse(typed);
    } catch (IllegalArgumentException e) {
      boolean password = typed.matches("(?is)sftp://[^/]*:[^/]*@.*");
      throw new UserError(
          code,
          password
              ? "an SFTP location must not hold a password"
              : "'" + typed + "' is no SFTP location: " + e.getMessage(),
          password ? "leave the password out and say where it is with " + Login.PASSWORD : FORM);
    }
  }

  @Override
  public Origin create(OriginId id, String location, OriginOptions options) {
    SftpLocation where = parse(location, ExitCode.STATE);
    Path knownHosts =
        options.path(KNOWN_HOSTS).orElseGet(() -> home.resolve(".ssh").resolve("known_hosts"));
    String thread = "sftp-" + id.value();
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name(thread + "-timer").factory());
    timer.setRemoveOnCancelPolicy(true);
    Connector connector =
        new Connector(
            where,
            new Login(options, home, agentSocket),
            new KnownHosts(knownHosts, where),
            options.timeouts().connect(),
            timer);
    ConnectionPool pool =
        new ConnectionPool(
            connector::connect,
            options.connections(),
            options.timeouts().connect(),
            idleLimit,
            timer,
            thread + "-connect");
    return new SftpOrigin(id, where, options.timeouts(), pool, connector, timer);
  }
}

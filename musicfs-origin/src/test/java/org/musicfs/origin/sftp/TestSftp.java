package org.musicfs.origin.sftp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginOptions.Timeouts;
import org.musicfs.core.origin.OriginProvider;
import org.musicfs.core.origin.Secrets;
import org.musicfs.origin.testing.SshServer;

/** SFTP origins for tests, and what they are made with. */
final class TestSftp {
  static final Secrets NO_SECRETS = reference -> Optional.empty();
  static final Timeouts SHORT =
      new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(1));

  private TestSftp() {}

  /** The origin at {@code root} behind {@code port}, logging in with the server's own key. */
  static SftpOrigin origin(SshServer server, int port, Path root) {
    return origin(port, root, values(server), NO_SECRETS, Timeouts.DEFAULT);
  }

  static SftpOrigin origin(
      int port, Path root, Map<String, String> values, Secrets secrets, Timeouts timeouts) {
    return origin(new SftpProvider(), port, root, values, secrets, timeouts);
  }

  static SftpOrigin origin(
      OriginProvider provider,
      int port,
      Path root,
      Map<String, String> values,
      Secrets secrets,
      Timeouts timeouts) {
    return (SftpOrigin)
        provider.create(
            new OriginId(1), location(port, root), new OriginOptions(values, timeouts, 4, secrets));
  }

  static String location(int port, Path root) {
    String path = root.toUri().getRawPath();
    return new SftpProvider().location("sftp://127.0.0.1:" + port + path);
  }

  /** What logs in at the server. */
  static Map<String, String> values(SshServer server) {
    Map<String, String> values = new HashMap<>();
    values.put("identity", server.identity().toString());
    values.put("known_hosts", server.knownHosts().toString());
    return values;
  }
}

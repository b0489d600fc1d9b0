package org.musicfs.origin.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginOptions;
import org.musicfs.core.origin.OriginOptions.Timeouts;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.Secrets;
import org.musicfs.origin.testing.FaultProxy;
import org.musicfs.origin.testing.SshServer;

/** Whom an SFTP origin lets in as a server, and how it is let in. */
@Timeout(60)
final class SftpLoginTest {
  @TempDir static Path serverDirectory;
  private static SshServer server;

  @TempDir Path temp;

  @BeforeAll
  static void startServer() throws Exception {
    server = new SshServer(serverDirectory.resolve("sshd"));
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  private Answer<FileStamp> ask(Map<String, String> values, Secrets secrets) {
    return ask(new SftpProvider(temp, Optional.empty(), Duration.ofSeconds(60)), values, secrets);
  }

  private Answer<FileStamp> ask(
      SftpProvider provider, Map<String, String> values, Secrets secrets) {
    try (SftpOrigin origin =
        TestSftp.origin(provider, server.port(), temp, values, secrets, Timeouts.DEFAULT)) {
      return origin.stat(OriginPath.ROOT);
    }
  }

  private static OriginException refusal(Answer<FileStamp> answer) {
    assertThat(answer).isInstanceOf(Answer.Unknown.class);
    OriginException cause = ((Answer.Unknown<FileStamp>) answer).cause();
    assertThat(cause.reason()).isEqualTo(Reason.DENIED);
    return cause;
  }

  private static String fingerprint() throws Exception {
    Process process =
        new ProcessBuilder("ssh-keygen", "-l", "-f", serverDirectory + "/sshd/host.pub").start();
    return new String(process.getInputStream().readAllBytes()).split(" ")[1];
  }

  @Test
  void anUnknownHostIsRefusedWithItsFingerprintAndTheCommandThatAcceptsIt() throws Exception {
    Path file = temp.resolve("known");
    Map<String, String> values = TestSftp.values(server);
    values.put("known_hosts", file.toString());
    String command = "ssh-keyscan -p " + server.port() + " 127.0.0.1 >> " + file;

    assertThat(refusal(ask(values, TestSftp.NO_SECRETS)))
        .hasMessageContaining(fingerprint())
        .hasMessageContaining(command);
    assertThat(file).doesNotExist();

    SshServer.run("sh", "-c", command);
    assertThat(ask(values, TestSftp.NO_SECRETS)).isInstanceOf(Answer.Present.class);
  }

  @Test
  void aChangedHostKeyIsRefused() throws Exception {
    Path file = temp.resolve("known");
    SshServer.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", temp + "/other");
    Files.writeString(
        file, "[127.0.0.1]:" + server.port() + " " + Files.readString(temp.resolve("other.pub")));
    Map<String, String> values = TestSftp.values(server);
    values.put("known_hosts", file.toString());

    assertThat(refusal(ask(values, TestSftp.NO_SECRETS)))
        .hasMessageContaining("HAS CHANGED")
        .hasMessageContaining(fingerprint())
        .hasMessageContaining("ssh-keygen -f " + file + " -R '[127.0.0.1]:" + server.port() + "'");
  }

  @Test
  void aHashedLineIsUnderstoodAndARevokedKeyRefused() throws Exception {
    Path file = temp.resolve("known");
    Files.copy(server.knownHosts(), file);
    SshServer.run("ssh-keygen", "-q", "-H", "-f", file.toString());
    assertThat(Files.readString(file)).startsWith("|1|");
    Map<String, String> values = TestSftp.values(server);
    values.put("known_hosts", file.toString());
    assertThat(ask(values, TestSftp.NO_SECRETS)).isInstanceOf(Answer.Present.class);

    Files.writeString(file, "@revoked " + Files.readString(server.knownHosts()));
    assertThat(refusal(ask(values, TestSftp.NO_SECRETS))).hasMessageContaining("revoked");
  }

  @Test
  void aWrongPasswordIsTriedOnceAndNoMessageHoldsIt() throws Exception {
    Map<String, String> values = TestSftp.values(server);
    values.remove("identity");
    values.put("password_from", "env:P");
    try (FaultProxy proxy = new FaultProxy(server.port());
        SftpOrigin origin =
            TestSftp.origin(
                proxy.port(),
                temp,
                values,
                reference -> Optional.of("hunter2".toCharArray()),
                Timeouts.DEFAULT)) {
      server.accept(proxy.port());
      for (int i = 0; i < 3; i++) {
        assertThat(refusal(origin.stat(OriginPath.ROOT)))
            .hasMessageContaining("env:P")
            .hasMessageContaining(System.getProperty("user.name"))
            .message()
            .doesNotContain("hunter2");
      }
      assertThat(proxy.accepted()).isEqualTo(1);
    }
  }

  /** Another server than OpenSSH's, for that would need an account of this machine. */
  @Test
  void aRightPasswordLogsInAndAServerWithoutSftpIsUnreachable() throws Exception {
    var keys = new SimpleGeneratorHostKeyProvider();
    AtomicBoolean letIn = new AtomicBoolean();
    try (var other = org.apache.sshd.server.SshServer.setUpDefaultServer()) {
      other.setHost("127.0.0.1");
      other.setKeyPairProvider(keys);
      other.setPasswordAuthenticator(
          (user, password, session) -> {
            boolean right = user.equals("ada") && password.equals("right");
            letIn.set(letIn.get() | right);
            return right;
          });
      other.start();
      String key = PublicKeyEntry.toString(keys.loadKeys(null).iterator().next().getPublic());
      Path known = temp.resolve("known");
      Files.writeString(known, "[127.0.0.1]:" + other.getPort() + " " + key + "\n");
      String location = "sftp://ada@127.0.0.1:" + other.getPort() + "/";
      Map<String, String> values =
          Map.of("known_hosts", known.toString(), "password_from", "env:P");
      for (String password : new String[] {"right", "wrong"}) {
        var options =
            new OriginOptions(
                values, Timeouts.DEFAULT, 1, reference -> Optional.of(password.toCharArray()));
        try (var origin = new SftpProvider().create(new OriginId(1), location, options)) {
          var answer = (Answer.Unknown<FileStamp>) origin.stat(OriginPath.ROOT);
          assertThat(answer.cause().reason())
              .as(password)
              .isEqualTo(password.equals("right") ? Reason.UNREACHABLE : Reason.DENIED);
        }
        assertThat(letIn).isTrue();
      }
    }
  }

  @Test
  void aSecretOrAKeyThatIsNotThereIsNamed() throws Exception {
    Map<String, String> values = TestSftp.values(server);
    values.put("password_from", "env:NOTHING");
    assertThat(refusal(ask(values, TestSftp.NO_SECRETS))).hasMessageContaining("env:NOTHING");
    values.remove("password_from");
    values.put("identity", temp.resolve("nothing").toString());
    assertThat(refusal(ask(values, TestSftp.NO_SECRETS)))
        .hasMessageContaining(temp.resolve("nothing").toString());
  }

  @Test
  void aKeyWithAPassphraseLogsInWithIt() throws Exception {
    Path key = temp.resolve("key");
    Files.copy(server.identity(), key);
    SshServer.run("ssh-keygen", "-q", "-p", "-P", "", "-N", "open sesame", "-f", key.toString());
    Map<String, String> values = TestSftp.values(server);
    values.put("identity", key.toString());
    assertThat(refusal(ask(values, TestSftp.NO_SECRETS))).hasMessageContaining("passphrase_from");
    values.put("passphrase_from", "file:/secret");
    assertThat(ask(values, reference -> Optional.of("open sesame".toCharArray())))
        .isInstanceOf(Answer.Present.class);
    assertThat(refusal(ask(values, reference -> Optional.of("sesame".toCharArray()))).getMessage())
        .doesNotContain("sesame");
  }

  @Test
  void theUsualKeysOfTheHomeAreTriedWhenNothingIsSaid() throws Exception {
    Map<String, String> values = new HashMap<>();
    Files.createDirectory(temp.resolve(".ssh"));
    Files.copy(server.knownHosts(), temp.resolve(".ssh/known_hosts"));
    assertThat(refusal(ask(values, TestSftp.NO_SECRETS)))
        .hasMessageContaining(temp.resolve(".ssh").toString());
    Files.copy(server.identity(), temp.resolve(".ssh/id_ed25519"));
    assertThat(ask(values, TestSftp.NO_SECRETS)).isInstanceOf(Answer.Present.class);
  }

  @Test
  void theAgentsKeysLogIn() throws Exception {
    Path socket = temp.resolve("agent");
    Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
    try {
      awaitFile(socket);
      ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", server.identity().toString());
      add.environment().put("SSH_AUTH_SOCK", socket.toString());
      assertThat(add.start().waitFor(20, TimeUnit.SECONDS)).isTrue();
      Map<String, String> values = TestSftp.values(server);
      values.remove("identity");
      values.put("agent", "true");
      SftpProvider provider =
          new SftpProvider(temp, Optional.of(socket.toString()), Duration.ofSeconds(60));
      assertThat(ask(provider, values, TestSftp.NO_SECRETS)).isInstanceOf(Answer.Present.class);
      assertThat(refusal(ask(values, TestSftp.NO_SECRETS))).hasMessageContaining("SSH_AUTH_SOCK");
    } finally {
      agent.destroy();
      agent.waitFor();
    }
  }

  private static void awaitFile(Path file) throws IOException, InterruptedException {
    for (int i = 0; i < 1000 && !Files.exists(file); i++) {
      Thread.sleep(10);
    }
    assertThat(file).exists();
  }
}

package org.musicfs.origin.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.OriginOptions;

/**
 * How a person proves to a server who they are: a private key, a password, or keys of the agent.
 * Secrets are looked up for each session anew and not kept. With nothing said, the keys that {@code
 * ssh} would try: those of {@code ~/.ssh}.
 */
final class Login {
  static final String IDENTITY = "identity";
  static final String PASSWORD = "password_from";
  static final String PASSPHRASE = "passphrase_from";
  static final String AGENT = "agent";

  private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

  private final OriginOptions options;
  private final Path home;
  private final Optional<String> agentSocket;

  /**
   * @param home the directory whose {@code .ssh} is looked into
   * @param agentSocket the path of the agent's socket
   */
  Login(OriginOptions options, Path home, Optional<String> agentSocket) {
    this.options = options;
    this.home = home;
    this.agentSocket = agentSocket;
  }

  private boolean usesAgent() {
    return options.flag(AGENT);
  }

  /** The agent whose keys are to be tried: that of {@code SSH_AUTH_SOCK}. */
  Optional<SshAgentFactory> agent() {
    return usesAgent() ? agentSocket.map(Agent::factory) : Optional.empty();
  }

  /**
   * Gives a session what it may log in with.
   *
   * @throws SftpFailure denied if a key or a secret cannot be had
   */
  void prepare(ClientSession session) throws SftpFailure {
    if (usesAgent() && agentSocket.isEmpty()) {
      throw SftpFailure.denied(AGENT + " is true, and SSH_AUTH_SOCK is not set", null);
    }
    Optional<Path> identity = options.path(IDENTITY);
    Optional<char[]> password = secret(PASSWORD);
    if (identity.isPresent()) {
      addKeys(session, identity.get());
    } else if (password.isEmpty() && !usesAgent()) {
      for (String name : USUAL) {
        Path file = home.resolve(".ssh").resolve(name);
        if (Files.isReadable(file)) {
          addUsual(session, file);
        }
      }
    }
    if (password.isPresent()) {
      session.addPasswordIdentity(new String(password.get()));
      Arrays.fill(password.get(), '\0');
    }
  }

  /** A usual key that needs a passphrase nobody named is none. */
  private void addUsual(ClientSession session, Path file) {
    try {
      addKeys(session, file);
    } catch (SftpFailure e) {
      org.slf4j.LoggerFactory.getLogger(Login.class).debug("{}", e.getMessage());
    }
  }

  private void addKeys(ClientSession session, Path file) throws SftpFailure {
    Optional<char[]> passphrase = secret(PASSPHRASE);
    FilePasswordProvider provider =
        passphrase.isPresent()
            ? FilePasswordProvider.of(new String(passphrase.get()))
            : FilePasswordProvider.EMPTY;
    passphrase.ifPresent(chars -> Arrays.fill(chars, '\0'));
    try (InputStream in = Files.newInputStream(file)) {
      @Nullable Iterable<KeyPair> keys =
          SecurityUtils.loadKeyPairIdentities(
              session, NamedResource.ofName(file.toString()), in, provider);
      if (keys == null) {
        throw SftpFailure.denied(file + " holds no private key", null);
      }
      for (KeyPair key : keys) {
        session.addPublicKeyIdentity(key);
      }
    } catch (SftpFailure e) {
      throw e;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw SftpFailure.denied(
          "the key "
              + file
              + " cannot be read: "
              + e
              + (passphrase.isPresent()
                  ? ""
                  : " (if it has a passphrase, " + PASSPHRASE + " says where it is)"),
          e);
    }
  }

  private Optional<char[]> secret(String key) throws SftpFailure {
    try {
      Optional<char[]> secret = options.secret(key);
      if (secret.isEmpty() && options.text(key).isPresent()) {
        throw SftpFailure.denied(
            key + " names " + options.text(key).orElseThrow() + ", and nothing is there", null);
      }
      return secret;
    } catch (UserError e) {
      throw SftpFailure.denied(key + ": " + e.getMessage(), e);
    }
  }

  /** What was tried, for the message of a refusal. */
  String tried() {
    List<String> tried = new java.util.ArrayList<>();
    options.path(IDENTITY).ifPresent(file -> tried.add("the key " + file));
    options.text(PASSWORD).ifPresent(from -> tried.add("the password from " + from));
    if (usesAgent()) {
      tried.add("the agent's keys");
    }
    return tried.isEmpty() ? "the keys in " + home.resolve(".ssh") : String.join(", ", tried);
  }
}

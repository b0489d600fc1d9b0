package org.musicfs.origin.sftp;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a server in only with a key that the known_hosts file has for it. Never writes the file: a
 * person accepts a key, with the command that the refusal names. Read anew for each connection.
 */
final class KnownHosts implements ServerKeyVerifier {
  private static final Logger LOG = LoggerFactory.getLogger(KnownHosts.class);

  /** Why a session's server was refused. */
  private static final AttributeKey<String> REFUSAL = new AttributeKey<>();

  private final Path file;
  private final SftpLocation location;

  KnownHosts(Path file, SftpLocation location) {
    this.file = file;
    this.location = location;
  }

  /** Why this session's server was refused; empty if it was not. */
  static Optional<String> refusal(ClientSession session) {
    return Optional.ofNullable(session.getAttribute(REFUSAL));
  }

  /** Types of the keys that are known for the host, such as {@code ssh-ed25519}. */
  List<String> keyTypes() throws IOException {
    return entries().stream().map(entry -> entry.getKeyEntry().getKeyType()).toList();
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
    List<PublicKey> known = new ArrayList<>();
    boolean revoked = false;
    try {
      for (KnownHostEntry entry : entries()) {
        PublicKey one = key(session, entry);
        if ("revoked".equals(entry.getMarker())) {
          revoked |= KeyUtils.compareKeys(one, key);
        } else if (entry.getMarker() == null || entry.getMarker().isEmpty()) {
          known.add(one);
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return refuse(session, "its host key cannot be checked: " + file + ": " + e.getMessage());
    }
    String print = KeyUtils.getFingerPrint(key) + " (" + KeyUtils.getKeyType(key) + ")";
    if (revoked) {
      return refuse(session, "its host key " + print + " is marked as revoked in " + file);
    }
    if (known.stream().anyMatch(one -> KeyUtils.compareKeys(one, key))) {
      return true;
    }
    return refuse(session, known.isEmpty() ? unknown(print) : changed(print, known));
  }

  private String unknown(String print) {
    return "the host is not in "
        + file
        + "; its key is "
        + print
        + ". Compare that with what the server's owner says, then accept it: "
        + accept();
  }

  private String changed(String print, List<PublicKey> known) {
    List<String> expected = known.stream().map(KeyUtils::getFingerPrint).toList();
    return "THE HOST KEY HAS CHANGED: it is "
        + print
        + ", and "
        + file
        + " has "
        + String.join(", ", expected)
        + ". Somebody may be reading along, or the server was set up anew. Ask its owner; if the"
        + " new key is right: ssh-keygen -f "
        + file
        + " -R '"
        + (location.port() == 22 ? location.host() : named())
        + "', then "
        + accept();
  }

  private String accept() {
    return "ssh-keyscan -p " + location.port() + " " + location.host() + " >> " + file;
  }

  private String named() {
    return "[" + location.host() + "]:" + location.port();
  }

  private static boolean refuse(ClientSession session, String why) {
    session.setAttribute(REFUSAL, why);
    return false;
  }

  /** The lines that are about the host; none if there is no file. */
  private List<KnownHostEntry> entries() throws IOException {
    List<KnownHostEntry> entries = new ArrayList<>();
    if (!Files.exists(file)) {
      return entries;
    }
    for (String line : Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      try {
        KnownHostEntry entry = KnownHostEntry.parseKnownHostEntry(line);
        if (entry != null && entry.isHostMatch(location.host(), location.port())) {
          entries.add(entry);
        }
      } catch (RuntimeException e) {
        LOG.debug("{}: a line that cannot be read is passed over: {}", file, e.toString());
      }
    }
    return entries;
  }

  private static PublicKey key(ClientSession session, KnownHostEntry entry)
      throws IOException, GeneralSecurityException {
    return entry.getKeyEntry().resolvePublicKey(session, PublicKeyEntryResolver.UNSUPPORTED);
  }
}

package org.musicfs.origin.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginOptions.Timeouts;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.origin.testing.OddSftpServer;
import org.musicfs.origin.testing.OddSftpServer.Oddity;
import org.musicfs.origin.testing.SshServer;

/** SFTP servers that are hostile, or merely not OpenSSH. */
@Timeout(60)
final class OddServersTest {
  private static final OriginPath SONG = OriginPath.of("song.flac");

  /** The servers are slow to start: each is a JVM. */
  private static final Timeouts TIMEOUTS =
      new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));

  @TempDir Path temp;

  private interface Body {
    void run(SftpOrigin origin) throws Exception;
  }

  private void with(Oddity oddity, Timeouts timeouts, Body body) throws Exception {
    try (SshServer server = new SshServer(temp.resolve("sshd"), OddSftpServer.command(oddity));
        SftpOrigin origin =
            TestSftp.origin(
                server.port(),
                Path.of("/"),
                TestSftp.values(server),
                TestSftp.NO_SECRETS,
                timeouts)) {
      body.run(origin);
    }
  }

  @Test
  void namesThatLeadElsewhereAreNotListedAndVagueEntriesAreUnknown() throws Exception {
    with(
        Oddity.NAMES,
        TIMEOUTS,
        origin -> {
          Answer<DirectoryListing> answer = origin.list(OriginPath.ROOT);
          assertThat(answer).isInstanceOf(Answer.Present.class);
          DirectoryListing listing = ((Answer.Present<DirectoryListing>) answer).value();
          assertThat(listing.files())
              .containsExactly(
                  new DirectoryListing.Entry(
                      OriginPath.of("good.mp3"),
                      new FileStamp(OddSftpServer.FILE_BYTES, 2_000_000_000_000L, 0, 0, 0, "")));
          assertThat(listing.directories()).isEmpty();
          assertThat(listing.unknown()).containsExactly(OriginPath.of("vague.mp3"));
          assertThat(origin.stat(OriginPath.of("vague.mp3"))).isInstanceOf(Answer.Unknown.class);
        });
  }

  @Test
  void aServerThatGivesLittleAtATimeIsReadToTheEnd() throws Exception {
    with(
        Oddity.SHORT_READS,
        TIMEOUTS,
        origin -> {
          byte[] content = OddSftpServer.content();
          try (OriginReader reader = origin.open(SONG)) {
            ByteBuffer all = ByteBuffer.allocate(content.length + 1000);
            assertThat(reader.read(0, all)).isEqualTo(content.length);
            assertThat(Arrays.copyOf(all.array(), content.length)).isEqualTo(content);
            ByteBuffer part = ByteBuffer.allocate(100_000);
            assertThat(reader.read(12_345, part)).isEqualTo(100_000);
            assertThat(part.array()).isEqualTo(Arrays.copyOfRange(content, 12_345, 112_345));
          }
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"LONG_READS", "HUGE_PACKET", "NONSENSE"})
  void anAnswerThatMakesNoSenseIsAFailure(Oddity oddity) throws Exception {
    with(
        oddity,
        TIMEOUTS,
        origin -> {
          try (OriginReader reader = origin.open(SONG)) {
            assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(10_000)))
                .isInstanceOfSatisfying(
                    OriginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED));
          }
          try (OriginReader again = origin.open(SONG)) {
            assertThat(again.stamp().sizeBytes()).isEqualTo(OddSftpServer.FILE_BYTES);
          }
        });
  }

  @Test
  void aListingWithoutEndIsUnknownAfterTheDeadline() throws Exception {
    Timeouts timeouts =
        new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(4), Duration.ofSeconds(20));
    with(
        Oddity.ENDLESS_LISTING,
        timeouts,
        origin -> assertThat(origin.list(OriginPath.ROOT)).isInstanceOf(Answer.Unknown.class));
  }
}

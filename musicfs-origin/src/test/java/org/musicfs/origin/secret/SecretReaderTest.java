package org.musicfs.origin.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

final class SecretReaderTest {
  private static final char[] SECRET = "g\u00e9heim \ud83d\udd11".toCharArray();

  @TempDir Path temp;
  private int uid;

  @BeforeEach
  void whoWeAre() throws IOException {
    uid = (Integer) Files.getAttribute(temp, "unix:uid");
  }

  private SecretReader reader(Map<String, String> variables) {
    return new SecretReader(variables, uid, temp.resolve("secret-tool").toString());
  }

  private SecretReader reader() {
    return reader(Map.of());
  }

  private Path file(String content, String permissions) throws IOException {
    Path file = Files.writeString(temp.resolve("the secret"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private void refuses(SecretReader reader, String reference, String says) {
    assertThatThrownBy(() -> reader.find(reference))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG);
              assertThat(e).hasMessageContaining(says);
              assertThat(e.getMessage() + e.remedy()).doesNotContain("heim");
            });
  }

  @Test
  void aVariableHoldsIt() {
    SecretReader reader = reader(Map.of("NAS", new String(SECRET), "EMPTY", ""));
    assertThat(reader.find("env:NAS")).contains(SECRET);
    assertThat(reader.find("env:EMPTY")).isEmpty();
    refuses(reader, "env:OTHER", "the variable OTHER, which holds a secret, is not set");
  }

  @Test
  void aPrivateFileHoldsItWithoutItsLastLineEnd() throws IOException {
    for (String end : new String[] {"", "\n", "\r\n"}) {
      Path file = file(new String(SECRET) + end, "rw-------");
      assertThat(reader().find("file:" + file)).contains(SECRET);
      Files.delete(file);
    }
    assertThat(reader().find("file:" + file("two\nlines\n", "r--------")))
        .contains("two\nlines".toCharArray());
  }

  @Test
  void anEmptyFileHoldsNone() throws IOException {
    assertThat(reader().find("file:" + file("\n", "rw-------"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
  void aFileThatOthersMayUseIsRefusedWithTheCommandThatMendsIt(String permissions)
      throws IOException {
    Path file = file("geheim", permissions);
    assertThatThrownBy(() -> reader().find("file:" + file))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG);
              assertThat(e.remedy()).isEqualTo("chmod 600 '" + file + "'");
            });
  }

  @Test
  void aFileOfSomebodyElseIsRefused() throws IOException {
    SecretReader stranger = new SecretReader(Map.of(), uid + 1);
    refuses(stranger, "file:" + file("geheim", "rw-------"), "belongs to somebody else");
  }

  @Test
  void whatIsNoFileNoTextOrFarTooLongIsRefused() throws IOException {
    refuses(reader(), "file:" + temp.resolve("none"), "there is no file");
    refuses(reader(), "file:" + temp, "is no file");
    Path long1 = file("geheim".repeat(20_000), "rw-------");
    refuses(reader(), "file:" + long1, "too long");
    Files.write(long1, new byte[] {'h', 'e', 'i', 'm', (byte) 0xff});
    refuses(reader(), "file:" + long1, "is not UTF-8");
  }

  @Test
  void aCredentialOfSystemdHoldsIt() throws IOException {
    Files.writeString(temp.resolve("nas.password"), new String(SECRET) + "\n");
    SecretReader service = reader(Map.of("CREDENTIALS_DIRECTORY", temp.toString()));
    assertThat(service.find("credential:nas.password")).contains(SECRET);
    refuses(service, "credential:other", "there is no file");
    refuses(reader(), "credential:nas.password", "CREDENTIALS_DIRECTORY is not set");
  }

  @Test
  void theKeyringIsAskedForItByItsAttributes() throws IOException {
    Path tool = temp.resolve("secret-tool");
    refuses(reader(), "secret-tool:service=nas", "cannot be run");
    Files.writeString(
        tool,
        "#!/bin/sh\n"
            + "[ \"$*\" = 'lookup service my nas user ada' ] && printf 'g\u00e9heim \ud83d\udd11'\n");
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));

    assertThat(reader().find("secret-tool:service=my nas,user=ada")).contains(SECRET);
    assertThat(reader().find("secret-tool:service=other")).as("no such entry").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "geheim",
        "",
        "env:",
        "env:ge heim",
        "ENV:X",
        "file:geheim",
        "credential:../geheim",
        "credential:..",
        "secret-tool:geheim",
        "secret-tool:a=",
        "secret-tool:--a=b",
        "http://geheim"
      })
  void whatIsNoReferenceIsRefusedAndNotRepeated(String reference) {
    refuses(reader(), reference, "does not say where a secret is");
  }
}

package org.musicfs.index.tags.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musicfs.index.tags.layout.Id3Frames;
import org.musicfs.index.tags.map.RawTags;

class ProtocolTest {
  private static final HexFormat HEX = HexFormat.of();

  private interface Writer {
    void to(DataOutputStream out) throws IOException;
  }

  private static String bytes(Writer writer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.to(new DataOutputStream(out));
    return HEX.formatHex(out.toByteArray());
  }

  private static DataInputStream in(String hex) {
    return new DataInputStream(new ByteArrayInputStream(HEX.parseHex(hex)));
  }

  @Test
  void messagesAreTheDocumentedBytesBothWays() throws IOException {
    String request = "03" + "0002" + "00000002" + "aabb" + "00000001" + "cc";
    Id3Frames frames =
        new Id3Frames(3, List.of(new byte[] {(byte) 0xaa, (byte) 0xbb}, new byte[] {(byte) 0xcc}));
    String found = "00" + "0001" + "00000001" + "4b" + "00000002" + "c3a4";
    Protocol.Answer foundAnswer = new Protocol.Answer.Found(List.of(new RawTags.Entry("K", "ä")));
    String failed = "01" + "00000002" + "6e6f";
    Protocol.Answer failedAnswer = new Protocol.Answer.Failed("no");

    assertThat(bytes(out -> Protocol.writeRequest(out, frames))).isEqualTo(request);
    Id3Frames back = Protocol.readRequest(in(request)).orElseThrow();
    assertThat(back.version()).isEqualTo(3);
    assertThat(back.frames()).containsExactlyElementsOf(frames.frames());
    assertThat(bytes(out -> Protocol.writeAnswer(out, foundAnswer))).isEqualTo(found);
    assertThat(Protocol.readAnswer(in(found))).isEqualTo(foundAnswer);
    assertThat(bytes(out -> Protocol.writeAnswer(out, failedAnswer))).isEqualTo(failed);
    assertThat(Protocol.readAnswer(in(failed))).isEqualTo(failedAnswer);
  }

  @Test
  void theEndOfTheInputIsNoRequest() throws IOException {
    assertThat(Protocol.readRequest(in(""))).isEmpty();
  }
}

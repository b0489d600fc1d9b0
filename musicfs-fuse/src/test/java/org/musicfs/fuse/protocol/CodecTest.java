package org.musicfs.fuse.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.musicfs.core.tree.Node;
import org.musicfs.fuse.MountOptions;
import org.musicfs.fuse.fs.FsFigures;
import org.musicfs.fuse.fs.StatRules;

/** Against bytes as the kernel of a little-endian machine sends and expects them. */
class CodecTest {
  private static final int PAGE = 4096;
  private static final TimeOuts TIME_OUTS = new TimeOuts(1, 2, 3, 4);
  private static final StatRules STATS =
      new StatRules(MountOptions.forProcess(Path.of("/m"), "x").withOwner(10, 20));

  private final Request request = new Request(Arena.ofAuto().allocate(2L * PAGE));
  private final Reply reply = new Reply(Arena.ofAuto().allocate(2L * PAGE, PAGE), PAGE);

  private void take(byte[] bytes) {
    MemorySegment.copy(bytes, 0, request.memory(), ValueLayout.JAVA_BYTE, 0, bytes.length);
    assertThat(request.accept(bytes.length)).isTrue();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("[ \n]", ""));
  }

  private byte[] sent(int bytes) {
    return reply.memory().asSlice(reply.start(), bytes).toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void aLookupIsReadFromTheKernelsBytes() {
    take(
        hex(
            """
            2d000000 01000000 0400000000000000 0100000000000000
            e8030000 64000000 67120000 0000 0000
            426a c3b6 00"""));
    assertThat(request.opcode()).isEqualTo(Opcode.LOOKUP);
    assertThat(request.unique()).isEqualTo(4);
    assertThat(request.nodeId()).isEqualTo(1);
    assertThat(request.pid()).isEqualTo(4711);
    assertThat(request.name(0)).isEqualTo("Bjö");
    assertThat(request.nameBytes(0)).isEqualTo(4);
  }

  @Test
  void aReadIsReadFromTheKernelsBytes() {
    take(
        hex(
            """
            50000000 0f000000 0600000000000000 0700000005000080
            00000000 00000000 01000000 0000 0000
            0500000000000000 0000020000000000 00001000 00000000
            0000000000000000 00800000 00000000"""));
    assertThat(request.opcode()).isEqualTo(Opcode.READ);
    assertThat(request.nodeId()).isEqualTo(0x8000000500000007L);
    assertThat(request.handle()).isEqualTo(5);
    assertThat(request.offset()).isEqualTo(131072);
    assertThat(request.size()).isEqualTo(1 << 20);
  }

  @Test
  void anAnswerIsTheBytesTheKernelExpects() {
    reply.length(258);
    assertThat(sent(reply.finish(9, 8)))
        .isEqualTo(hex("18000000 00000000 0900000000000000 02010000 00000000"));
    assertThat(sent(reply.fail(10, 2))).isEqualTo(hex("10000000 feffffff 0a00000000000000"));
  }

  @Test
  void aRequestThatIsCutShortIsNone() {
    byte[] whole = Bytes.request(Opcode.GETATTR, 1, 1).sized();
    MemorySegment.copy(whole, 0, request.memory(), ValueLayout.JAVA_BYTE, 0, whole.length);
    assertThat(request.accept(whole.length - 1)).isFalse();
    assertThat(request.accept(16)).isFalse();
  }

  @Test
  void fieldsBeyondARequestsEndAreZeroAndNamesEndWithIt() {
    take(Bytes.request(Opcode.READ, 1, 1).u64(7).sized());
    assertThat(request.handle()).isEqualTo(7);
    assertThat(request.offset()).isZero();
    assertThat(request.size()).isZero();
    take(Bytes.request(Opcode.LOOKUP, 1, 1).u32(0x61616161).sized());
    assertThat(request.name(0)).isEqualTo("aaaa");
  }

  @Test
  void anEntryCarriesIdsTimeOutsAndAttributes() {
    Node file = new Node.File(7, 1, "a", 1_000_000_005L, 3, 1000);
    int bytes = reply.finish(1, reply.entry(file, 99, STATS, TIME_OUTS));
    ByteBuffer out = Bytes.reader(sent(bytes));
    assertThat(bytes).isEqualTo(16 + 128);
    assertThat(out.getLong(16)).as("nodeid").isEqualTo(99);
    assertThat(out.getLong(16 + 16)).as("entry_valid").isEqualTo(1);
    assertThat(out.getLong(16 + 24)).as("attr_valid").isEqualTo(2);
    int attr = 16 + 40;
    assertThat(out.getLong(attr)).as("ino").isEqualTo(7);
    assertThat(out.getLong(attr + 8)).as("size").isEqualTo(1000);
    assertThat(out.getLong(attr + 16)).as("blocks").isEqualTo(2);
    assertThat(out.getLong(attr + 32)).as("mtime").isEqualTo(1);
    assertThat(out.getInt(attr + 52)).as("mtimensec").isEqualTo(5);
    assertThat(out.getInt(attr + 60)).as("mode").isEqualTo(0100444);
    assertThat(out.getInt(attr + 64)).as("nlink").isEqualTo(1);
    assertThat(out.getInt(attr + 68)).as("uid").isEqualTo(10);
    assertThat(out.getInt(attr + 72)).as("gid").isEqualTo(20);
  }

  @Test
  void anAbsentNameIsAnEntryWithoutANode() {
    reply.entry(new Node.File(7, 1, "a", 5, 3, 1000), 99, STATS, TIME_OUTS);
    ByteBuffer out = Bytes.reader(sent(reply.finish(1, reply.absent(TIME_OUTS))));
    assertThat(out.getLong(16)).as("nodeid").isZero();
    assertThat(out.getLong(16 + 16)).as("entry_valid").isEqualTo(4);
    assertThat(out.getLong(16 + 40)).as("nothing of what was there").isZero();
  }

  @Test
  void aStatxHasWhatIsKnownAndNoBirthTime() {
    Node directory = new Node.Directory(5, 1, "d", 2_000_000_007L, 3);
    ByteBuffer out = Bytes.reader(sent(reply.finish(1, reply.statx(directory, STATS, TIME_OUTS))));
    assertThat(out.limit()).isEqualTo(16 + 288);
    assertThat(out.getLong(16)).as("attr_valid").isEqualTo(3);
    int statx = 16 + 32;
    assertThat(out.getInt(statx) & 0x800).as("STATX_BTIME").isZero();
    assertThat(out.getInt(statx + 16)).as("nlink").isEqualTo(5);
    assertThat(out.getShort(statx + 28)).as("mode").isEqualTo((short) 0040555);
    assertThat(out.getLong(statx + 32)).as("ino").isEqualTo(5);
    assertThat(out.getLong(statx + 112)).as("mtime").isEqualTo(2);
    assertThat(out.getInt(statx + 120)).as("mtimensec").isEqualTo(7);
    assertThat(out.getLong(statx + 80)).as("btime").isZero();
  }

  @Test
  void entriesOfAListingArePaddedToEightBytesAndStopAtTheLimit() {
    int first = reply.dirent(0, 100, "abc", 7, StatRules.S_IFREG, 9);
    int second = reply.dirent(first, 100, "Bjö", 8, StatRules.S_IFDIR, 10);
    assertThat(first).isEqualTo(32);
    assertThat(second).isEqualTo(64);
    assertThat(reply.dirent(second, 95, "x", 9, StatRules.S_IFREG, 11)).isEqualTo(second);
    ByteBuffer out = Bytes.reader(sent(reply.finish(1, second)));
    assertThat(out.getLong(16)).isEqualTo(7);
    assertThat(out.getLong(24)).isEqualTo(9);
    assertThat(out.getInt(32)).as("namelen").isEqualTo(3);
    assertThat(out.getInt(36)).as("DT_REG").isEqualTo(8);
    assertThat(out.getInt(16 + 32 + 16)).as("namelen in bytes").isEqualTo(4);
    assertThat(out.getInt(16 + 32 + 20)).as("DT_DIR").isEqualTo(4);
    byte[] name = new byte[4];
    out.get(16 + 32 + 24, name);
    assertThat(new String(name, StandardCharsets.UTF_8)).isEqualTo("Bjö");
    assertThat(out.get(16 + 24 + 3)).as("padding").isZero();
  }

  @Test
  void anEntryWithAttributesHasThemBeforeItsName() {
    Node file = new Node.File(7, 1, "a", 5, 3, 1000);
    int bytes = reply.direntPlus(0, 4096, "a", file, 99, STATS, TIME_OUTS, 12);
    ByteBuffer out = Bytes.reader(sent(reply.finish(1, bytes)));
    assertThat(bytes).isEqualTo(128 + 32);
    assertThat(out.getLong(16)).as("nodeid").isEqualTo(99);
    assertThat(out.getLong(16 + 128)).as("ino").isEqualTo(7);
    assertThat(out.getLong(16 + 128 + 8)).as("off").isEqualTo(12);
    assertThat(reply.direntPlus(bytes, bytes + 159, "b", file, 1, STATS, TIME_OUTS, 13))
        .as("no room")
        .isEqualTo(bytes);
  }

  @Test
  void figuresOfTheFileSystemAreWhereTheKernelLooks() {
    int bytes = reply.figures(new FsFigures(4096, 50, 60));
    ByteBuffer out = Bytes.reader(sent(reply.finish(1, bytes)));
    assertThat(bytes).isEqualTo(80);
    assertThat(out.getLong(16)).as("blocks").isEqualTo(50);
    assertThat(out.getLong(16 + 8)).as("bfree").isZero();
    assertThat(out.getLong(16 + 24)).as("files").isEqualTo(60);
    assertThat(out.getInt(16 + 40)).as("bsize").isEqualTo(4096);
    assertThat(out.getInt(16 + 44)).as("namelen").isEqualTo(255);
  }

  @Test
  void theNewestKernelAndWeAgreeOnWhatBothKnow() {
    take(
        Bytes.request(Opcode.INIT, 1, 0).u32(7).u32(60).u32(131072).u32(-1).u32(-1).u64(0).sized());
    Init.Agreement agreement = Init.agree(request.initOffer(), 1 << 20, true);
    assertThat(agreement.minor()).isEqualTo(45);
    assertThat(agreement.hasEpoch()).isTrue();
    assertThat(agreement.has(Init.PASSTHROUGH)).isTrue();
    assertThat(agreement.has(Init.HAS_RESEND)).isTrue();
    assertThat(agreement.has(Init.AUTO_INVAL_DATA)).as("not wanted").isFalse();
    ByteBuffer out = Bytes.reader(sent(reply.finish(1, reply.init(agreement))));
    assertThat(out.limit()).isEqualTo(16 + 64);
    assertThat(out.getInt(16)).isEqualTo(7);
    assertThat(out.getInt(20)).isEqualTo(45);
    assertThat(out.getInt(16 + 12) & 0x40000000).as("INIT_EXT").isNotZero();
    assertThat(out.getShort(16 + 16)).as("max_background").isEqualTo((short) 64);
    assertThat(out.getShort(16 + 28)).as("max_pages").isEqualTo((short) 256);
    assertThat(out.getInt(16 + 32)).as("flags2: passthrough, resend").isEqualTo(1 << 5 | 1 << 7);
    assertThat(out.getInt(16 + 36)).as("max_stack_depth").isEqualTo(1);
  }

  @Test
  void anOldKernelIsSpokenToInItsProtocolAndATooOldOneNot() {
    take(Bytes.request(Opcode.INIT, 1, 0).u32(7).u32(31).u32(131072).u32(1 << 13).sized());
    Init.Offer offer = request.initOffer();
    assertThat(offer.isSpoken()).isTrue();
    Init.Agreement agreement = Init.agree(offer, 1 << 20, true);
    assertThat(agreement.minor()).isEqualTo(31);
    assertThat(agreement.flags()).isEqualTo(Init.DO_READDIRPLUS);
    assertThat(agreement.hasEpoch()).isFalse();
    assertThat(new Init.Offer(7, 30, 0, 0).isSpoken()).isFalse();
    assertThat(new Init.Offer(8, 31, 0, 0).isSpoken()).isFalse();
  }

  @Test
  void noticesAreTheBytesTheKernelExpects() {
    Notice notice = new Notice(Arena.ofAuto().allocate(Notice.BYTES));
    int bytes = notice.invalidateEntry(1, "ab");
    assertThat(notice.memory().asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo(
            hex(
                """
                23000000 03000000 0000000000000000
                0100000000000000 02000000 00000000 616200"""));
    bytes = notice.invalidateDirectory(5);
    assertThat(notice.memory().asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo(
            hex(
                """
                28000000 02000000 0000000000000000
                0500000000000000 0000000000000000 0000000000000000"""));
    assertThat(notice.memory().asSlice(0, notice.resend()).toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo(hex("10000000 07000000 0000000000000000"));
    assertThat(notice.memory().asSlice(0, notice.everyEntry()).toArray(ValueLayout.JAVA_BYTE))
        .isEqualTo(hex("10000000 08000000 0000000000000000"));
    assertThat(notice.invalidateEntry(1, "ä".repeat(127) + "x")).isEqualTo(Notice.BYTES);
    assertThatThrownBy(() -> notice.invalidateEntry(1, "ä".repeat(128)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void contentIsReadToWhereItIsSentFrom() {
    ByteBuffer content = reply.content(3);
    content.put(new byte[] {1, 2, 3});
    assertThat(content.hasRemaining()).isFalse();
    byte[] out = sent(reply.finish(1, 3));
    assertThat(out).hasSize(19).endsWith(1, 2, 3);
    assertThat(reply.content(1 << 30).limit()).as("never beyond the memory").isEqualTo(PAGE);
    assertThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }
}

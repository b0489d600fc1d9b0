package org.musicfs.cas.manifest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.core.hash.Xxh3;

/**
 * The stored form of a manifest: msgpack (https://github.com/msgpack/msgpack/blob/master/spec.md),
 * then 8 bytes of checksum.
 *
 * <pre>
 * int        format, 1
 * int        number of runs, R
 * R times:
 *   int      class of the run's chunks: 0 audio, 1 protected
 *   int      length of the run in bytes
 *   int      length of each of its chunks but the last
 * bin        which chunks are known: bit i%8 of byte i/8 for chunk i; trailing zero bytes left out
 * bin        the 16-byte hash of each known chunk in order, high half first, big-endian
 * 8 bytes    low half of XXH3-128 over everything before, big-endian
 * </pre>
 *
 * The runs may have any lengths, so boundaries found by content need no other format. The checksum
 * matters: a flipped bit in a hash would otherwise condemn a sound file. Anything that does not
 * parse, does not add up or has another format is no manifest: it is learned again.
 */
final class ManifestCodec {
  static final int HASH_BYTES = 16;
  private static final int FORMAT = 1;
  private static final int CHECKSUM_BYTES = 8;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private ManifestCodec() {}

  static byte[] encode(Manifest manifest) {
    ChunkPlan plan = manifest.plan();
    BitSet known = new BitSet(plan.count());
    byte[] hashes = new byte[plan.count() * HASH_BYTES];
    int length = 0;
    for (int i = 0; i < plan.count(); i++) {
      ChunkId id = manifest.id(i);
      if (id != null) {
        known.set(i);
        putHash(hashes, length, id);
        length += HASH_BYTES;
      }
    }
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packInt(FORMAT).packInt(plan.runs().size());
      for (ChunkPlan.Run run : plan.runs()) {
        packer.packInt(run.kind().code()).packLong(run.lengthBytes()).packInt(run.chunkBytes());
      }
      byte[] bits = known.toByteArray();
      packer.packBinaryHeader(bits.length).addPayload(bits);
      packer.packBinaryHeader(length).writePayload(hashes, 0, length);
      packer.writePayload(new byte[CHECKSUM_BYTES]);
      byte[] bytes = packer.toByteArray();
      int body = bytes.length - CHECKSUM_BYTES;
      LONG.set(bytes, body, Xxh3.hash(bytes, 0, body).low());
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("packing in memory", e);
    }
  }

  /** The manifest in {@code bytes}, if it is one of a version of this size. */
  static Optional<Manifest> decode(byte[] bytes, long sizeBytes) {
    return decode(bytes).filter(m -> m.plan().sizeBytes() == sizeBytes);
  }

  /** The manifest in {@code bytes}, if it is one. */
  static Optional<Manifest> decode(byte[] bytes) {
    int body = bytes.length - CHECKSUM_BYTES;
    if (body <= 0 || (long) LONG.get(bytes, body) != Xxh3.hash(bytes, 0, body).low()) {
      return Optional.empty();
    }
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes, 0, body)) {
      return Optional.ofNullable(unpack(unpacker, bytes, body));
    } catch (IOException | MessagePackException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static @Nullable Manifest unpack(MessageUnpacker unpacker, byte[] bytes, int body)
      throws IOException {
    if (unpacker.unpackInt() != FORMAT) {
      return null;
    }
    int count = unpacker.unpackInt();
    if (count < 0
        || count > body / 3) { // each takes three bytes or more: nothing large is promised
      return null;
    }
    List<ChunkPlan.Run> runs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Optional<ChunkClass> kind = ChunkClass.of(unpacker.unpackInt());
      if (kind.isEmpty()) {
        return null;
      }
      runs.add(new ChunkPlan.Run(kind.get(), unpacker.unpackLong(), unpacker.unpackInt()));
    }
    ChunkPlan plan = ChunkPlan.of(runs);
    int bitsLength = unpacker.unpackBinaryHeader();
    if (bitsLength > body) {
      return null;
    }
    BitSet known = BitSet.valueOf(unpacker.readPayload(bitsLength));
    int hashesLength = unpacker.unpackBinaryHeader();
    int at = (int) unpacker.getTotalReadBytes();
    if (known.length() > plan.count()
        || hashesLength != known.cardinality() * HASH_BYTES
        || at + hashesLength != body) {
      return null;
    }
    Manifest manifest = new Manifest(plan);
    for (int i = known.nextSetBit(0); i >= 0; i = known.nextSetBit(i + 1)) {
      manifest.learn(
          i,
          new ChunkId((long) LONG.get(bytes, at), (long) LONG.get(bytes, at + 8), plan.length(i)));
      at += HASH_BYTES;
    }
    return manifest;
  }

  static void putHash(byte[] target, int at, ChunkId id) {
    LONG.set(target, at, id.high());
    LONG.set(target, at + 8, id.low());
  }
}

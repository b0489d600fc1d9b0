package org.musicfs.index.catalogue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;

/**
 * A layout as bytes. Version 1, in MessagePack:
 *
 * <pre>
 * int 1, then for each region in order: int kind, int length
 * kind: 0 unknown, 1 head, 2 picture, 3 audio, 4 tail
 * </pre>
 *
 * <p>Offsets follow from the lengths, as regions have neither gap nor overlap. Stateless; any
 * thread.
 */
public final class LayoutCodec {
  private static final int VERSION = 1;

  private LayoutCodec() {}

  public static byte[] encode(Layout layout) {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packInt(VERSION);
      for (Region region : layout.regions()) {
        packer.packInt(code(region.kind()));
        packer.packLong(region.length());
      }
      return packer.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("packing into memory failed", e);
    }
  }

  /**
   * @throws CatalogueException if these are not the bytes of a layout
   */
  public static Layout decode(byte[] bytes) throws CatalogueException {
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
      int version = unpacker.unpackInt();
      if (version != VERSION) {
        throw new CatalogueException("a layout of version " + version, null);
      }
      List<Region> regions = new ArrayList<>();
      long offset = 0;
      while (unpacker.hasNext()) {
        Region.Kind kind = kind(unpacker.unpackInt());
        long length = unpacker.unpackLong();
        regions.add(new Region(kind, offset, length));
        offset += length;
      }
      return new Layout(regions);
    } catch (IOException | MessagePackException | IllegalArgumentException e) {
      throw new CatalogueException("a layout that cannot be decoded", e);
    }
  }

  private static int code(Region.Kind kind) {
    return switch (kind) {
      case UNKNOWN -> 0;
      case HEAD -> 1;
      case PICTURE -> 2;
      case AUDIO -> 3;
      case TAIL -> 4;
    };
  }

  private static Region.Kind kind(int code) throws CatalogueException {
    return switch (code) {
      case 0 -> Region.Kind.UNKNOWN;
      case 1 -> Region.Kind.HEAD;
      case 2 -> Region.Kind.PICTURE;
      case 3 -> Region.Kind.AUDIO;
      case 4 -> Region.Kind.TAIL;
      default -> throw new CatalogueException("a region of kind " + code, null);
    };
  }
}

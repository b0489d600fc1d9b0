package org.musicfs.index.catalogue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;

/**
 * Tags as bytes. Version 1, in MessagePack:
 *
 * <pre>
 * int 1, then a map: field (str, TagField.key) -> str for one value, array of str for several
 * </pre>
 *
 * <p>Fields are in their order of declaration. A field that is not known here is skipped, so a
 * catalogue survives a step back to an older musicfs. Stateless; any thread.
 */
public final class TagsCodec {
  private static final int VERSION = 1;

  private TagsCodec() {}

  public static byte[] encode(Tags tags) {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packInt(VERSION);
      packer.packMapHeader(tags.asMap().size());
      for (Map.Entry<TagField, List<String>> field : tags.asMap().entrySet()) {
        packer.packString(field.getKey().key());
        List<String> values = field.getValue();
        if (values.size() == 1) {
          packer.packString(values.getFirst());
        } else {
          packValues(packer, values);
        }
      }
      return packer.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("packing into memory failed", e);
    }
  }

  /**
   * @throws CatalogueException if these are not the bytes of tags
   */
  public static Tags decode(byte[] bytes) throws CatalogueException {
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
      int version = unpacker.unpackInt();
      if (version != VERSION) {
        throw new CatalogueException("tags of version " + version, null);
      }
      Map<TagField, List<String>> values = new EnumMap<>(TagField.class);
      int fields = unpacker.unpackMapHeader();
      for (int i = 0; i < fields; i++) {
        Optional<TagField> field = TagField.find(unpacker.unpackString());
        List<String> list =
            unpacker.getNextFormat().getValueType() == ValueType.ARRAY
                ? unpackValues(unpacker)
                : List.of(unpacker.unpackString());
        field.ifPresent(f -> values.put(f, list));
      }
      return Tags.of(values);
    } catch (IOException | MessagePackException e) {
      throw new CatalogueException("tags that cannot be decoded", e);
    }
  }

  /** A list of values alone: an array of str. */
  static byte[] encodeValues(List<String> values) {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packValues(packer, values);
      return packer.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("packing into memory failed", e);
    }
  }

  static List<String> decodeValues(byte[] bytes) throws CatalogueException {
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
      return unpackValues(unpacker);
    } catch (IOException | MessagePackException e) {
      throw new CatalogueException("values that cannot be decoded", e);
    }
  }

  private static void packValues(MessageBufferPacker packer, List<String> values)
      throws IOException {
    packer.packArrayHeader(values.size());
    for (String value : values) {
      packer.packString(value);
    }
  }

  private static List<String> unpackValues(MessageUnpacker unpacker) throws IOException {
    int size = unpacker.unpackArrayHeader();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(unpacker.unpackString());
    }
    return values;
  }
}

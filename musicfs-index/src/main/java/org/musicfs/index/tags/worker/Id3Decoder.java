package org.musicfs.index.tags.worker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jaudiotagger.tag.TagException;
import org.jaudiotagger.tag.id3.AbstractID3v2Frame;
import org.jaudiotagger.tag.id3.AbstractTagFrameBody;
import org.jaudiotagger.tag.id3.ID3Tags;
import org.jaudiotagger.tag.id3.ID3v22Frame;
import org.jaudiotagger.tag.id3.ID3v23Frame;
import org.jaudiotagger.tag.id3.ID3v24Frame;
import org.jaudiotagger.tag.id3.framebody.AbstractFrameBodyNumberTotal;
import org.jaudiotagger.tag.id3.framebody.AbstractFrameBodyPairs;
import org.jaudiotagger.tag.id3.framebody.AbstractFrameBodyTextInfo;
import org.jaudiotagger.tag.id3.framebody.FrameBodyCOMM;
import org.jaudiotagger.tag.id3.framebody.FrameBodyTXXX;
import org.jaudiotagger.tag.id3.framebody.FrameBodyUFID;
import org.jaudiotagger.tag.id3.framebody.FrameBodyUSLT;
import org.jspecify.annotations.Nullable;
import org.musicfs.index.tags.layout.Id3Frames;
import org.musicfs.index.tags.map.RawTags;

/**
 * ID3v2 frames to names and values, by jaudiotagger. Frame by frame, because a whole tag loses
 * repeated frames and everything after a bad one. Runs in the worker only.
 */
final class Id3Decoder {
  private static final String SOURCE = "tag";

  private Id3Decoder() {}

  static Protocol.Answer decode(Id3Frames request) {
    RawTags tags = new RawTags(RawTags.Family.ID3);
    int bad = 0;
    for (byte[] bytes : request.frames()) {
      try {
        AbstractID3v2Frame frame = frame(request.version(), ByteBuffer.wrap(bytes));
        String id = modernId(request.version(), frame.getIdentifier());
        add(id, frame.getBody(), tags);
      } catch (TagException | RuntimeException e) {
        bad++;
      }
    }
    List<RawTags.Entry> found = tags.entries();
    return bad > 0 && found.isEmpty()
        ? new Protocol.Answer.Failed("none of its ID3v2 frames could be decoded")
        : new Protocol.Answer.Found(found);
  }

  private static AbstractID3v2Frame frame(int version, ByteBuffer bytes) throws TagException {
    return switch (version) {
      case 2 -> new ID3v22Frame(bytes, SOURCE);
      case 3 -> new ID3v23Frame(bytes, SOURCE);
      default -> new ID3v24Frame(bytes, SOURCE);
    };
  }

  /** The v2.3 id of a v2.2 frame (the table knows both v2.3 and v2.4 ids). */
  private static String modernId(int version, String id) {
    if (version != 2) {
      return id;
    }
    @Nullable String converted = ID3Tags.convertFrameID22To23(id);
    return converted == null ? id : converted;
  }

  private static void add(String id, AbstractTagFrameBody body, RawTags tags) {
    switch (body) {
      case FrameBodyTXXX own ->
          own.getValues().forEach(v -> tags.add("TXXX:" + trimmed(own.getDescription()), v));
      case AbstractFrameBodyTextInfo text -> text.getValues().forEach(v -> tags.add(id, v));
      case AbstractFrameBodyNumberTotal number -> tags.add(id, number.getText());
      case FrameBodyCOMM comment -> {
        String key = "COMM:" + trimmed(comment.getDescription());
        comment.getValues().forEach(v -> tags.add(key, v));
      }
      case FrameBodyUSLT lyrics -> tags.add("USLT", lyrics.getLyric());
      case FrameBodyUFID unique ->
          tags.add(
              "UFID:" + trimmed(unique.getOwner()),
              new String(unique.getUniqueIdentifier(), StandardCharsets.ISO_8859_1));
      case AbstractFrameBodyPairs pairs -> {
        for (int i = 0; i < pairs.getNumberOfPairs(); i++) {
          tags.add(id + ":" + trimmed(pairs.getKeyAtIndex(i)), pairs.getValueAtIndex(i));
        }
      }
      default -> {}
    }
  }

  private static String trimmed(@Nullable String text) {
    return text == null ? "" : text.replace("\0", "").strip();
  }
}

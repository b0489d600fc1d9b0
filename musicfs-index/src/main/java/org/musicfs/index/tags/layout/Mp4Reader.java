package org.musicfs.index.tags.layout;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;

/**
 * MP4 with AAC or ALAC: {@code moov} at either end describes, {@code mdat} holds the audio. Several
 * {@code mdat} (fragments) count as one region from the first to the end of the last.
 */
final class Mp4Reader implements ContainerReader {
  private static final int MAX_ESDS_BYTES = 256;

  /** Codings of tracks of still pictures, as chapters have. */
  private static final Set<String> STILLS = Set.of("jpeg", "mjpa", "mjpb", "png ");

  private final RangeReader in;
  private final Findings found;
  private final Mp4Chapters chapters;

  Mp4Reader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
    this.chapters = new Mp4Chapters(in);
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    Mp4Boxes boxes = new Mp4Boxes(in, start, in.size());
    long audioStart = -1;
    long audioEnd = -1;
    boolean described = false;
    for (Optional<Mp4Boxes.Box> b = boxes.nextOrCut(); b.isPresent(); b = boxes.nextOrCut()) {
      Mp4Boxes.Box box = b.get();
      if (box.type().equals("mdat") && box.length() > 0) {
        audioStart = audioStart < 0 ? box.offset() : audioStart;
        audioEnd = box.end();
      } else if (box.type().equals("moov") && !described) {
        described = true;
        movie(box);
      }
    }
    if (!described && boxes.cut().isPresent()) {
      throw new MalformedFileException(boxes.cut().get());
    }
    if (!described) {
      throw new MalformedFileException("it has no description ('moov')");
    }
    if (audioStart < 0) {
      throw new MalformedFileException("it holds no audio");
    }
    found.audio(audioStart, audioEnd);
    chapters.tell(found);
    if (boxes.cut().isPresent()) {
      throw new MalformedFileException(boxes.cut().get());
    }
    found.properties(Rates.withBitrate(found.properties(), audioEnd - audioStart));
  }

  private void movie(Mp4Boxes.Box moov) throws OriginException, MalformedFileException {
    boolean audio = false;
    Mp4Boxes boxes = new Mp4Boxes(in, moov.offset(), moov.end());
    for (Optional<Mp4Boxes.Box> b = boxes.nextOrCut(); b.isPresent(); b = boxes.nextOrCut()) {
      switch (b.get().type()) {
        case "trak" -> {
          audio |= track(b.get(), audio);
          chapters.track(b.get());
        }
        case "udta" -> userData(b.get());
        case "meta" -> metadata(b.get());
        default -> {}
      }
    }
    boxes.cut().ifPresent(why -> found.problem("damaged MP4 file: " + why));
    if (!audio) {
      throw new MalformedFileException("it has no audio track");
    }
  }

  private void userData(Mp4Boxes.Box udta) throws OriginException, MalformedFileException {
    Optional<Mp4Boxes.Box> meta = Mp4Boxes.find(in, udta, "meta");
    if (meta.isPresent()) {
      metadata(meta.get());
    }
    Optional<Mp4Boxes.Box> chpl = Mp4Boxes.find(in, udta, "chpl");
    if (chpl.isPresent()) {
      chapters.nero(chpl.get());
    }
  }

  private void metadata(Mp4Boxes.Box meta) throws OriginException, MalformedFileException {
    // ISO files put version and flags before the boxes, QuickTime does not.
    boolean quickTime =
        meta.length() >= 8 && Text.latin1(in.at(meta.offset() + 4, 4), 4).equals("hdlr");
    if (meta.length() < 4) {
      return;
    }
    Mp4Boxes inside = new Mp4Boxes(in, quickTime ? meta.offset() : meta.offset() + 4, meta.end());
    Optional<Mp4Boxes.Box> list = inside.find("ilst");
    if (list.isPresent()) {
      new Mp4ItemList(in, found).read(list.get());
    }
  }

  /**
   * Whether the track is audio; then what it says is taken over.
   *
   * @param described whether a track before it was
   */
  private boolean track(Mp4Boxes.Box trak, boolean described)
      throws OriginException, MalformedFileException {
    Optional<Mp4Boxes.Box> mdia = Mp4Boxes.find(in, trak, "mdia");
    if (mdia.isEmpty()) {
      return false;
    }
    Optional<Mp4Boxes.Box> handler = Mp4Boxes.find(in, mdia.get(), "hdlr");
    if (handler.isEmpty() || handler.get().length() < 12) {
      return false;
    }
    String kind = Text.latin1(in.at(handler.get().offset() + 8, 4), 4);
    Optional<Mp4Boxes.Box> samples = Mp4Boxes.find(in, mdia.get(), "minf", "stbl", "stsd");
    if (kind.equals("vide") && samples.isPresent() && !isStill(samples.get())) {
      found.nature(Structure.Nature.FILM);
    }
    if (!kind.equals("soun") || samples.isEmpty()) {
      return false;
    }
    if (described) {
      return true;
    }
    long millis = duration(Mp4Boxes.find(in, mdia.get(), "mdhd"));
    sampleDescription(samples.get(), millis);
    return true;
  }

  private boolean isStill(Mp4Boxes.Box stsd) throws OriginException, MalformedFileException {
    return stsd.length() >= 8
        && new Mp4Boxes(in, stsd.offset() + 8, stsd.end())
            .next()
            .filter(entry -> STILLS.contains(entry.type()))
            .isPresent();
  }

  private long duration(Optional<Mp4Boxes.Box> mdhd)
      throws OriginException, MalformedFileException {
    if (mdhd.isEmpty() || mdhd.get().length() < 20) {
      return 0;
    }
    long at = mdhd.get().offset();
    if (in.at(at, 1).get() != 1) {
      ByteBuffer h = in.at(at, 20);
      return Rates.millis(h.getInt(16) & 0xffff_ffffL, h.getInt(12) & 0xffff_ffffL);
    }
    ByteBuffer h = in.at(at, 32);
    return Rates.millis(h.getLong(24), h.getInt(20) & 0xffff_ffffL);
  }

  /** The first entry: format, then 8 bytes, then the fields of a version 0 sound entry. */
  private void sampleDescription(Mp4Boxes.Box stsd, long millis)
      throws OriginException, MalformedFileException {
    Optional<Mp4Boxes.Box> first =
        stsd.length() < 8
            ? Optional.empty()
            : new Mp4Boxes(in, stsd.offset() + 8, stsd.end()).next();
    if (first.isEmpty() || first.get().length() < 28) {
      throw new MalformedFileException("its audio track is not described");
    }
    Mp4Boxes.Box entry = first.get();
    ByteBuffer e = in.at(entry.offset(), 28);
    int channels = e.getShort(16) & 0xffff;
    int rate = e.getInt(24) >>> 16;
    switch (entry.type()) {
      case "mp4a", "drms" -> {
        found.format(AudioFormat.AAC);
        found.properties(new AudioProperties(millis, 0, rate, channels, 0));
        aacConfiguration(entry, e.getShort(8));
      }
      case "alac" -> {
        found.format(AudioFormat.ALAC);
        found.properties(new AudioProperties(millis, 0, rate, channels, e.getShort(18) & 0xffff));
        alacConfiguration(entry, millis);
      }
      default ->
          throw new MalformedFileException(
              "its audio is of a coding musicfs does not know ('"
                  + Text.printable(entry.type())
                  + "')");
    }
  }

  private void aacConfiguration(Mp4Boxes.Box entry, int soundVersion)
      throws OriginException, MalformedFileException {
    int fields = soundVersion == 1 ? 44 : 28; // QuickTime's version 1 has four more numbers
    if (entry.length() < fields) {
      return;
    }
    Mp4Boxes.Box rest = new Mp4Boxes.Box("", entry.offset() + fields, entry.end());
    Optional<Mp4Boxes.Box> esds = Mp4Boxes.find(in, rest, "esds");
    if (esds.isEmpty()) {
      return;
    }
    int length = (int) Math.min(esds.get().length(), MAX_ESDS_BYTES);
    Optional<AacConfig> config = AacConfig.of(in.at(esds.get().offset(), length));
    AudioProperties known = found.properties();
    config.ifPresent(
        c ->
            found.properties(
                new AudioProperties(
                    known.durationMillis(),
                    0,
                    known.sampleRateHz() == 0 ? c.sampleRateHz() : known.sampleRateHz(),
                    c.channels() == 0 ? known.channels() : c.channels(),
                    0)));
  }

  /** The codec's own description, which tells rates above 65 kHz and the true depth. */
  private void alacConfiguration(Mp4Boxes.Box entry, long millis)
      throws OriginException, MalformedFileException {
    Mp4Boxes.Box rest = new Mp4Boxes.Box("", entry.offset() + 28, entry.end());
    Optional<Mp4Boxes.Box> config = Mp4Boxes.find(in, rest, "alac");
    if (config.isPresent() && config.get().length() >= 28) {
      ByteBuffer c = in.at(config.get().offset() + 4, 24);
      int bits = c.get(5) & 0xff;
      int channels = c.get(9) & 0xff;
      found.properties(new AudioProperties(millis, 0, Math.max(c.getInt(20), 0), channels, bits));
    }
  }
}

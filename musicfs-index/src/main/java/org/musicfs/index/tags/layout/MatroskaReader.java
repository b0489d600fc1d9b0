package org.musicfs.index.tags.layout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.AudioProperties;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.layout.EbmlElements.Element;
import org.musicfs.index.tags.map.RawTags;

/**
 * Matroska and WebM (RFC 9559) with audio alone. What describes comes before the first cluster; the
 * seek head tells where tags, attachments and chapters are, if they come after. Tags of an album's
 * level are told from a track's by {@code ALBUM/} before the name.
 */
final class MatroskaReader implements ContainerReader {
  private static final int SEGMENT = 0x18538067;
  private static final int SEEK_HEAD = 0x114d9b74;
  private static final int SEEK = 0x4dbb;
  private static final int SEEK_ID = 0x53ab;
  private static final int SEEK_POSITION = 0x53ac;
  private static final int INFO = 0x1549a966;
  private static final int TIMESTAMP_SCALE = 0x2ad7b1;
  private static final int DURATION = 0x4489;
  private static final int SEGMENT_TITLE = 0x7ba9;
  private static final int TRACKS = 0x1654ae6b;
  private static final int TRACK_ENTRY = 0xae;
  private static final int TRACK_TYPE = 0x83;
  private static final int CODEC_ID = 0x86;
  private static final int AUDIO = 0xe1;
  private static final int SAMPLE_RATE = 0xb5;
  private static final int CHANNELS = 0x9f;
  private static final int BIT_DEPTH = 0x6264;
  private static final int CLUSTER = 0x1f43b675;
  private static final int TAGS = 0x1254c367;
  private static final int TAG = 0x7373;
  private static final int TARGETS = 0x63c0;
  private static final int TARGET_VALUE = 0x68ca;
  private static final int SIMPLE_TAG = 0x67c8;
  private static final int TAG_NAME = 0x45a3;
  private static final int TAG_STRING = 0x4487;
  private static final int ATTACHMENTS = 0x1941a469;
  private static final int ATTACHED_FILE = 0x61a7;
  private static final int FILE_NAME = 0x466e;
  private static final int FILE_MEDIA_TYPE = 0x4660;
  private static final int FILE_DATA = 0x465c;
  private static final int CHAPTERS = 0x1043a770;

  private static final int TYPE_VIDEO = 1;
  private static final int TYPE_AUDIO = 2;
  private static final long ALBUM_LEVEL = 50;
  private static final long DEFAULT_SCALE_NANOS = 1_000_000;
  private static final Map<String, AudioFormat> CODECS =
      Map.ofEntries(
          Map.entry("A_FLAC", AudioFormat.FLAC),
          Map.entry("A_VORBIS", AudioFormat.VORBIS),
          Map.entry("A_OPUS", AudioFormat.OPUS),
          Map.entry("A_ALAC", AudioFormat.ALAC),
          Map.entry("A_TTA1", AudioFormat.TTA),
          Map.entry("A_WAVPACK4", AudioFormat.WAVPACK),
          Map.entry("A_MPEG/L3", AudioFormat.MP3));

  private final RangeReader in;
  private final Findings found;

  /** Where elements after the clusters are said to be. */
  private final List<Long> sought = new ArrayList<>();

  private final Set<Long> read = new HashSet<>();
  private final RawTags trackTags;
  private final RawTags albumTags = new RawTags(RawTags.Family.MATROSKA);
  private final RawTags titleOfAll;
  private double durationNanos;

  MatroskaReader(RangeReader in, Findings found) {
    this.in = in;
    this.found = found;
    this.trackTags = found.newTags(RawTags.Family.MATROSKA);
    this.titleOfAll = found.newTags(RawTags.Family.MATROSKA);
  }

  @Override
  public void read(long start) throws OriginException, MalformedFileException {
    found.format(AudioFormat.MATROSKA);
    EbmlElements top = new EbmlElements(in, start, in.size());
    for (Optional<Element> e = top.next(); e.isPresent(); e = top.next()) {
      if (e.get().id() == SEGMENT) {
        segment(e.get());
        return;
      }
    }
    throw new MalformedFileException("it has no segment");
  }

  private void segment(Element segment) throws OriginException, MalformedFileException {
    EbmlElements parts = new EbmlElements(in, segment.offset(), segment.end());
    long from = segment.offset();
    long clusters = segment.end();
    for (Optional<Element> e = parts.next(); e.isPresent(); e = parts.next()) {
      if (e.get().id() == CLUSTER) {
        clusters = from;
        break;
      }
      part(e.get(), segment);
      from = e.get().end();
    }
    long end = segment.end();
    for (int i = 0; i < sought.size(); i++) {
      long at = sought.get(i);
      if (at > clusters && at < segment.end()) {
        end = Math.min(end, at);
        Optional<Element> late = new EbmlElements(in, at, segment.end()).next();
        if (late.isPresent()) {
          part(late.get(), segment);
        }
      }
    }
    finish(clusters, end);
  }

  private void finish(long from, long end) throws MalformedFileException {
    boolean nothingOfTracks = trackTags.isEmpty();
    for (RawTags.Entry entry : albumTags.entries()) {
      trackTags.add(nothingOfTracks ? entry.key() : "ALBUM/" + entry.key(), entry.value());
    }
    found.audio(from, end);
    AudioProperties known = found.properties();
    found.properties(
        Rates.withBitrate(
            new AudioProperties(
                Rates.millis((long) durationNanos, 1_000_000_000),
                0,
                known.sampleRateHz(),
                known.channels(),
                known.bitDepth()),
            end - from));
  }

  /** Each part once, wherever it is told of. */
  private void part(Element part, Element segment) throws OriginException, MalformedFileException {
    if (!read.add(part.offset())) {
      return;
    }
    switch (part.id()) {
      case SEEK_HEAD -> seekHead(part, segment);
      case INFO -> info(part);
      case TRACKS -> tracks(part);
      case TAGS -> tags(part);
      case ATTACHMENTS -> attachments(part);
      case CHAPTERS -> found.chapters(MatroskaChapters.read(in, part));
      default -> {}
    }
  }

  private void seekHead(Element head, Element segment)
      throws OriginException, MalformedFileException {
    EbmlElements seeks = children(head);
    for (Optional<Element> s = seeks.next(); s.isPresent(); s = seeks.next()) {
      if (s.get().id() != SEEK) {
        continue; // a checksum, for one
      }
      long id = 0;
      long position = 0;
      EbmlElements fields = children(s.get());
      for (Optional<Element> f = fields.next(); f.isPresent(); f = fields.next()) {
        switch (f.get().id()) {
          case SEEK_ID -> id = EbmlElements.unsigned(in, f.get());
          case SEEK_POSITION -> position = EbmlElements.unsigned(in, f.get());
          default -> {}
        }
      }
      boolean wanted = id == TAGS || id == ATTACHMENTS || id == CHAPTERS || id == SEEK_HEAD;
      if (wanted && position > 0 && position < segment.length()) {
        sought.add(segment.offset() + position);
      }
    }
  }

  private EbmlElements children(Element element) {
    return new EbmlElements(in, element.offset(), element.end());
  }

  private void info(Element info) throws OriginException, MalformedFileException {
    long scale = DEFAULT_SCALE_NANOS;
    double duration = 0;
    EbmlElements fields = children(info);
    for (Optional<Element> f = fields.next(); f.isPresent(); f = fields.next()) {
      switch (f.get().id()) {
        case TIMESTAMP_SCALE -> scale = EbmlElements.unsigned(in, f.get());
        case DURATION -> duration = EbmlElements.real(in, f.get());
        case SEGMENT_TITLE -> titleOfAll.add("TITLE", EbmlElements.text(in, f.get()));
        default -> {}
      }
    }
    durationNanos = duration * scale;
  }

  private void tracks(Element tracks) throws OriginException, MalformedFileException {
    EbmlElements entries = children(tracks);
    for (Optional<Element> e = entries.next(); e.isPresent(); e = entries.next()) {
      if (e.get().id() == TRACK_ENTRY) {
        track(e.get());
      }
    }
  }

  /** The first audio track counts. */
  private void track(Element entry) throws OriginException, MalformedFileException {
    long type = 0;
    String codec = "";
    Optional<Element> audio = Optional.empty();
    EbmlElements fields = children(entry);
    for (Optional<Element> f = fields.next(); f.isPresent(); f = fields.next()) {
      switch (f.get().id()) {
        case TRACK_TYPE -> type = EbmlElements.unsigned(in, f.get());
        case CODEC_ID -> codec = EbmlElements.text(in, f.get());
        case AUDIO -> audio = f;
        default -> {}
      }
    }
    if (type == TYPE_VIDEO) {
      found.nature(Structure.Nature.FILM);
    }
    if (type == TYPE_AUDIO && found.properties().channels() == 0) {
      AudioFormat format =
          codec.startsWith("A_AAC")
              ? AudioFormat.AAC
              : CODECS.getOrDefault(codec.toUpperCase(Locale.ROOT), AudioFormat.MATROSKA);
      found.format(format);
      sound(audio);
      AudioProperties told = found.properties();
      if (format == AudioFormat.OPUS) {
        // The element tells what was recorded; decoders give 48 kHz (RFC 7845, section 5.1).
        found.properties(new AudioProperties(0, 0, 48_000, told.channels(), told.bitDepth()));
      }
    }
  }

  private void sound(Optional<Element> audio) throws OriginException, MalformedFileException {
    double rate = 8000;
    long channels = 1;
    long bits = 0;
    if (audio.isPresent()) {
      EbmlElements fields = children(audio.get());
      for (Optional<Element> f = fields.next(); f.isPresent(); f = fields.next()) {
        switch (f.get().id()) {
          case SAMPLE_RATE -> rate = EbmlElements.real(in, f.get());
          case CHANNELS -> channels = EbmlElements.unsigned(in, f.get());
          case BIT_DEPTH -> bits = EbmlElements.unsigned(in, f.get());
          default -> {}
        }
      }
    }
    found.properties(
        new AudioProperties(
            0, 0, (int) Math.max(rate, 0), (int) (channels & 0xffff), (int) (bits & 0xff)));
  }

  private void tags(Element tags) throws OriginException, MalformedFileException {
    EbmlElements each = children(tags);
    for (Optional<Element> t = each.next(); t.isPresent(); t = each.next()) {
      if (t.get().id() == TAG) {
        tag(t.get());
      }
    }
  }

  private void tag(Element tag) throws OriginException, MalformedFileException {
    RawTags into = trackTags;
    EbmlElements parts = children(tag);
    for (Optional<Element> p = parts.next(); p.isPresent(); p = parts.next()) {
      if (p.get().id() == TARGETS) {
        EbmlElements targets = children(p.get());
        for (Optional<Element> t = targets.next(); t.isPresent(); t = targets.next()) {
          if (t.get().id() == TARGET_VALUE && EbmlElements.unsigned(in, t.get()) == ALBUM_LEVEL) {
            into = albumTags;
          }
        }
      } else if (p.get().id() == SIMPLE_TAG) {
        simpleTag(p.get(), into);
      }
    }
  }

  private void simpleTag(Element tag, RawTags into) throws OriginException, MalformedFileException {
    String name = "";
    String value = "";
    EbmlElements fields = children(tag);
    for (Optional<Element> f = fields.next(); f.isPresent(); f = fields.next()) {
      switch (f.get().id()) {
        case TAG_NAME -> name = EbmlElements.text(in, f.get());
        case TAG_STRING -> value = EbmlElements.text(in, f.get());
        default -> {}
      }
    }
    into.add(name.toUpperCase(Locale.ROOT), value);
  }

  private void attachments(Element attachments) throws OriginException, MalformedFileException {
    EbmlElements files = children(attachments);
    for (Optional<Element> a = files.next(); a.isPresent(); a = files.next()) {
      if (a.get().id() != ATTACHED_FILE) {
        continue;
      }
      String name = "";
      String type = "";
      Optional<Element> data = Optional.empty();
      EbmlElements fields = children(a.get());
      for (Optional<Element> f = fields.next(); f.isPresent(); f = fields.next()) {
        switch (f.get().id()) {
          case FILE_NAME -> name = EbmlElements.text(in, f.get());
          case FILE_MEDIA_TYPE -> type = EbmlElements.text(in, f.get());
          case FILE_DATA -> data = f;
          default -> {}
        }
      }
      if (type.startsWith("image/") && data.isPresent()) {
        // https://www.matroska.org/technical/attachments.html: cover.jpg, cover_land.jpg, small_...
        int shows = name.startsWith("cover.") ? Findings.FRONT_COVER : Findings.OTHER;
        found.picture(shows, data.get().offset(), data.get().length());
      }
    }
  }
}

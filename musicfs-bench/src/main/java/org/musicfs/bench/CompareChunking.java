package org.musicfs.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jaudiotagger.audio.AudioFile;
import org.jaudiotagger.audio.AudioFileIO;
import org.jaudiotagger.tag.FieldKey;
import org.jaudiotagger.tag.Tag;
import org.jaudiotagger.tag.images.ArtworkFactory;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.cas.chunk.ChunkPlan;
import org.musicfs.cas.chunk.FastCdc;
import org.musicfs.cas.manifest.Manifest;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.Layout;
import org.musicfs.core.audio.Region;
import org.musicfs.core.content.AudioHash;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.index.tags.layout.RangeReader;
import org.musicfs.index.tags.layout.StructureReader;

/**
 * Compares what three ways to cut files store of a library that holds much more than once: as
 * musicfs cuts (by the format, heads and tails by content), by content alone, at a fixed size from
 * the first byte. Albums of FLAC, MP3 and Ogg Vorbis with a cover in each track, and beside each
 * track an exact copy, one with a comment more, one with another cover, and a transcode. Encoded by
 * ffmpeg, tagged by jaudiotagger. Prints lines of {@code name: value}.
 */
public final class CompareChunking {
  private static final int CHUNK_BYTES = 256 << 10;
  private static final long MOST_CUT_BYTES = 16L << 20;
  private static final int COVER_PIXELS = 500;
  private static final int OTHER_COVER_PIXELS = 650;
  private static final int COMMENT_CHARS = 700;
  private static final int SECONDS = 30;
  private static final List<String> FORMATS = List.of("flac", "mp3", "ogg");

  private final Path directory;
  private final int tracks;
  private final Random random = new Random(11);

  private CompareChunking(Path directory, int tracks) {
    this.directory = directory;
    this.tracks = tracks;
  }

  /** {@code [TRACKS_PER_ALBUM]}. */
  public static void main(String[] args) throws Exception {
    Logger.getLogger("org.jaudiotagger").setLevel(Level.OFF);
    Path directory = Files.createTempDirectory("musicfs-chunking");
    try {
      var comparison =
          new CompareChunking(directory, args.length > 0 ? Integer.parseInt(args[0]) : 8);
      for (String format : FORMATS) {
        comparison.album(format);
      }
      comparison.print("all", directory);
      for (String format : FORMATS) {
        comparison.print(format, directory.resolve(format));
      }
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private void album(String format) throws Exception {
    Path album = Files.createDirectories(directory.resolve(format));
    Path cover = picture(album.resolve("cover.jpg"), COVER_PIXELS);
    for (int track = 0; track < tracks; track++) {
      Path file = album.resolve(track + "." + format);
      ffmpeg(
          "-f",
          "lavfi",
          "-i",
          "anoisesrc=d=" + SECONDS + ":c=pink:a=0.3:s=" + random.nextInt(1 << 30),
          "-ac",
          "2",
          file.toString());
      tag(file, "Track " + track, cover);
      Files.copy(file, album.resolve(track + " copy." + format));
      retag(Files.copy(file, album.resolve(track + " retagged." + format)));
      Path recovered = Files.copy(file, album.resolve(track + " recovered." + format));
      tag(recovered, "Track " + track, picture(album.resolve("other.jpg"), OTHER_COVER_PIXELS));
      Path transcoded = album.resolve(track + " transcoded.mp3");
      ffmpeg("-i", file.toString(), "-map", "0:a", "-b:a", "128k", transcoded.toString());
      tag(transcoded, "Track " + track, cover);
    }
    Files.delete(cover);
    Files.delete(album.resolve("other.jpg"));
  }

  private static void ffmpeg(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-y", "-nostdin"));
    command.addAll(List.of(arguments));
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("ffmpeg failed");
    }
  }

  /** Of noise: some 200 KB for 500 pixels. */
  private Path picture(Path file, int pixels) throws IOException {
    var image = new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < pixels; x++) {
      for (int y = 0; y < pixels; y++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    if (!ImageIO.write(image, "jpg", file.toFile())) {
      throw new IOException("no JPEG can be written");
    }
    return file;
  }

  private static void tag(Path file, String title, Path cover) throws Exception {
    AudioFile audio = AudioFileIO.read(file.toFile());
    Tag tag = audio.getTagOrCreateAndSetDefault();
    tag.setField(FieldKey.TITLE, title);
    tag.setField(FieldKey.ARTIST, "An Artist");
    tag.setField(FieldKey.ALBUM, "An Album");
    tag.deleteArtworkField();
    tag.setField(ArtworkFactory.createArtworkFromFile(cover.toFile()));
    audio.commit();
  }

  /** Makes the head some hundred bytes longer. */
  private void retag(Path file) throws Exception {
    StringBuilder comment = new StringBuilder();
    while (comment.length() < COMMENT_CHARS) {
      comment.append(Integer.toString(random.nextInt(1 << 30), 36)).append(' ');
    }
    AudioFile audio = AudioFileIO.read(file.toFile());
    audio.getTagOrCreateAndSetDefault().setField(FieldKey.COMMENT, comment.toString());
    audio.commit();
  }

  private void print(String what, Path below) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(below)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    Stored byFormat = new Stored();
    Stored byContent = new Stored();
    Stored fixed = new Stored();
    Set<AudioHash> audio = new HashSet<>();
    for (Path file : files) {
      byte[] data = Files.readAllBytes(file);
      Layout layout = layout(file, data);
      Manifest manifest = byFormat.add(data, asStored(layout, data));
      manifest.audioHash().ifPresent(audio::add);
      Layout unknown = Layout.unknown(data.length);
      byContent.add(data, ChunkPlan.of(unknown, CHUNK_BYTES).recut(0, cuts(data, 0, data.length)));
      fixed.add(data, ChunkPlan.of(unknown, CHUNK_BYTES));
    }
    System.out.printf(
        Locale.ROOT,
        "%s, files; different audio; MB: %d; %d; %.1f%n",
        what,
        files.size(),
        audio.size(),
        byFormat.total / 1e6);
    byFormat.print(what + ", by format, heads and tails by content");
    byContent.print(what + ", all by content");
    fixed.print(what + ", fixed size from the first byte");
  }

  private static Layout layout(Path file, byte[] data) throws Exception {
    String name = file.getFileName().toString();
    var in = new RangeReader(name, new Bytes(data), data.length, StandardCharsets.ISO_8859_1);
    var structure =
        StructureReader.read(in, AudioFormat.ofName(name.getBytes(StandardCharsets.UTF_8)));
    if (structure.problem().isPresent()) {
      throw new IOException(file + ": " + structure.problem().get());
    }
    return structure.layout();
  }

  private static ChunkPlan asStored(Layout layout, byte[] data) {
    ChunkPlan plan = ChunkPlan.of(layout, CHUNK_BYTES);
    for (Region region : layout.regions()) {
      boolean isCut = region.kind() == Region.Kind.HEAD || region.kind() == Region.Kind.TAIL;
      if (isCut && region.length() <= MOST_CUT_BYTES) {
        plan =
            plan.recut(
                plan.findRun(region.offset(), region.length()),
                cuts(data, (int) region.offset(), (int) region.length()));
      }
    }
    return plan;
  }

  private static List<Integer> cuts(byte[] data, int offset, int length) {
    List<Integer> lengths = new ArrayList<>();
    for (int at = 0; at < length; at += lengths.getLast()) {
      lengths.add(FastCdc.STANDARD.cut(data, offset + at, length - at));
    }
    return lengths;
  }

  /** A store that only counts. */
  private static final class Stored {
    private final Set<ChunkId> chunks = new HashSet<>();
    private long total;
    private long bytes;

    Manifest add(byte[] data, ChunkPlan plan) {
      Manifest manifest = new Manifest(plan);
      for (int i = 0; i < plan.count(); i++) {
        ChunkId id = ChunkId.of(data, (int) plan.offset(i), plan.length(i));
        manifest.learn(i, id);
        total += id.length();
        bytes += chunks.add(id) ? id.length() : 0;
      }
      return manifest;
    }

    void print(String what) {
      System.out.printf(
          Locale.ROOT,
          "%s, MB stored; ratio: %.1f; %.2f%n",
          what,
          bytes / 1e6,
          (double) total / bytes);
    }
  }

  /** A file in memory. */
  private static final class Bytes implements OriginReader {
    private final byte[] data;

    Bytes(byte[] data) {
      this.data = data;
    }

    @Override
    public FileStamp stamp() {
      throw new UnsupportedOperationException("nobody compares it");
    }

    @Override
    public int read(long offset, ByteBuffer destination) {
      int length = Math.clamp(data.length - offset, 0, destination.remaining());
      destination.put(data, (int) Math.min(offset, data.length), length);
      return length;
    }

    @Override
    public void close() {}
  }
}

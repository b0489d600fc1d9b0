package org.musicfs.fuse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.FileContent;
import org.musicfs.core.metrics.Metrics;

/**
 * A process of its own that mounts: for tests that kill it and for measuring. Arguments:
 * mountpoint, number of tracks, and optionally a file that is served as {@code big.bin}. Says
 * READY, ends when its input does.
 */
public final class MountServer {
  private MountServer() {}

  public static void main(String[] args) throws Exception {
    Path mountpoint = Path.of(args[0]);
    int tracks = Integer.parseInt(args[1]);
    FakeTree tree = new FakeTree();
    for (int i = 0; i < tracks; i++) {
      String path =
          "Artist %03d/Album %d (19%02d) FLAC/%02d - Some Title of a Track %d.flac"
              .formatted(i / 100, i / 10 % 10, i / 10 % 100, i % 10 + 1, i);
      tree.add(path, i + 10, 30_000_000L + i);
    }
    FileContent content = new FakeContent().put(10, new byte[30_000_000]);
    if (args.length > 2) {
      FileChannel file = FileChannel.open(Path.of(args[2]), StandardOpenOption.READ);
      tree.add("big.bin", 1, file.size());
      content = new ChannelContent(file);
    }
    try (Mount mount =
        Mounts.mount(
            tree,
            node -> Map.of(),
            content,
            MountOptions.forProcess(mountpoint, "server"),
            DescriptorKeeper.NONE,
            new Metrics(),
            InstantSource.system())) {
      System.out.println("READY " + mount.mountpoint());
      System.in.transferTo(java.io.OutputStream.nullOutputStream());
    }
  }

  /** Every version is the same file. */
  private record ChannelContent(FileChannel file) implements FileContent {
    @Override
    public void open(long version) {}

    @Override
    public int read(long version, long offset, ByteBuffer to) throws ContentException {
      try {
        int total = 0;
        while (to.hasRemaining()) {
          int n = file.read(to, offset + total);
          if (n < 0) {
            break;
          }
          total += n;
        }
        return total;
      } catch (IOException e) {
        throw new ContentException(ContentException.Reason.UNAVAILABLE, "cannot read", e);
      }
    }

    @Override
    public int readNow(long version, long offset, ByteBuffer to) throws ContentException {
      return read(version, offset, to);
    }

    @Override
    public void await(long version, long offset, int length) {}

    @Override
    public Optional<BackingFile> backing(long version) {
      return Optional.empty();
    }

    @Override
    public void release(long version) {}
  }
}

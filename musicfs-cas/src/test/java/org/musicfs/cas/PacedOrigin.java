package org.musicfs.cas;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.testing.FakeOrigin;

/**
 * The files of another origin, delivered a piece at a time as a slow link would: each piece waits
 * for a permit, and is told of. Thread-safe.
 */
public final class PacedOrigin implements Origin {
  /** Pieces that may be delivered; requests take turns. */
  public final Semaphore pieces = new Semaphore(0, true);

  /** Pieces delivered. */
  public final AtomicInteger delivered = new AtomicInteger();

  /** Reads that wait or deliver now. */
  public final AtomicInteger reading = new AtomicInteger();

  /** The most of them there were at once. */
  public final AtomicInteger mostReading = new AtomicInteger();

  private final FakeOrigin files;
  private final int pieceBytes;
  private volatile boolean broken;
  private volatile boolean flipped;
  private volatile long delayMillis;

  public PacedOrigin(FakeOrigin files, int pieceBytes) {
    this.files = files;
    this.pieceBytes = pieceBytes;
  }

  /** Every piece after this fails. */
  public void breakOff(boolean on) {
    broken = on;
  }

  /** The first byte of every read after this is wrong. */
  public void flipFirst(boolean on) {
    flipped = on;
  }

  /** Waits for no permit; each read takes so long instead, and all of it comes at once. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  @Override
  public OriginId id() {
    return files.id();
  }

  @Override
  public String displayName() {
    return "paced " + files.displayName();
  }

  @Override
  public Answer<DirectoryListing> list(OriginPath directory) {
    return files.list(directory);
  }

  @Override
  public Answer<FileStamp> stat(OriginPath path) {
    return files.stat(path);
  }

  @Override
  public Optional<Path> localPath(OriginPath path) {
    return files.localPath(path);
  }

  @Override
  public OriginReader open(OriginPath path) throws OriginException {
    return new Reader(path, files.open(path));
  }

  @Override
  public void close() {}

  private final class Reader implements OriginReader {
    private final OriginPath path;
    private final OriginReader whole;

    Reader(OriginPath path, OriginReader whole) {
      this.path = path;
      this.whole = whole;
    }

    /** Of what has this name now: these files are replaced, not rewritten. */
    @Override
    public FileStamp stamp() throws OriginException {
      return files.stat(path) instanceof Answer.Present<FileStamp>(FileStamp now)
          ? now
          : whole.stamp();
    }

    @Override
    public int read(long offset, ByteBuffer destination) throws OriginException {
      return read(offset, destination, bytes -> {});
    }

    @Override
    public int read(long offset, ByteBuffer destination, Arrivals arrivals) throws OriginException {
      ByteBuffer bytes = ByteBuffer.allocate(destination.remaining());
      int length = whole.read(offset, bytes);
      bytes.flip();
      if (flipped && length > 0) {
        bytes.put(0, (byte) (bytes.get(0) ^ 1));
      }
      mostReading.accumulateAndGet(reading.incrementAndGet(), Math::max);
      try {
        if (delayMillis > 0) {
          TimeUnit.MILLISECONDS.sleep(delayMillis);
          destination.put(bytes);
        }
        while (bytes.hasRemaining()) {
          deliver(bytes, destination);
          arrivals.arrived(bytes.position());
        }
        return length;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new OriginException(OriginException.Reason.UNREACHABLE, "interrupted", e);
      } finally {
        reading.decrementAndGet();
      }
    }

    private void deliver(ByteBuffer from, ByteBuffer to)
        throws InterruptedException, OriginException {
      pieces.acquire();
      if (broken) {
        throw new OriginException(OriginException.Reason.UNREACHABLE, "reset", null);
      }
      int piece = Math.min(pieceBytes, from.remaining());
      to.put(from.slice(from.position(), piece));
      from.position(from.position() + piece);
      delivered.incrementAndGet();
    }

    @Override
    public void close() {
      whole.close();
    }
  }
}

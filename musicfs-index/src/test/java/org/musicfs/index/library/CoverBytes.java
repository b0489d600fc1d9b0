package org.musicfs.index.library;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.content.FileContent;

/** Bytes by version, that may be out of reach or a long way off. Thread-safe. */
final class CoverBytes implements FileContent {
  final Map<Long, byte[]> bytes = new ConcurrentHashMap<>();
  final AtomicInteger opens = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  volatile CountDownLatch gate = new CountDownLatch(0);

  @Override
  public void open(long versionId) {
    opens.incrementAndGet();
    open.incrementAndGet();
  }

  @Override
  public int read(long versionId, long offset, ByteBuffer destination) throws ContentException {
    byte[] all = bytes.get(versionId);
    if (all == null) {
      throw new ContentException(ContentException.Reason.UNAVAILABLE, "out of reach", null);
    }
    int n = (int) Math.clamp(all.length - offset, 0L, (long) destination.remaining());
    destination.put(all, (int) Math.min(offset, all.length), n);
    return n;
  }

  @Override
  public int readNow(long versionId, long offset, ByteBuffer destination) throws ContentException {
    return read(versionId, offset, destination);
  }

  @Override
  public void await(long versionId, long offset, int length) throws InterruptedException {
    gate.await();
  }

  @Override
  public Optional<BackingFile> backing(long versionId) {
    return Optional.empty();
  }

  @Override
  public void release(long versionId) {
    open.decrementAndGet();
  }
}

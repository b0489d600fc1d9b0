package org.musicfs.origin.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginReader;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * One version of an object. A read is one request for a range, on the condition that the entity tag
 * is the one that was opened; the answer's tag is compared as well, for servers that know no
 * conditions. Once the object is replaced, reads fail as changed.
 */
final class S3Reader implements OriginReader {
  private static final int STEP_BYTES = 64 << 10;

  private final Bucket bucket;
  private final String key;
  private final String name;
  private final FileStamp stamp;
  private final Duration readTimeout;
  private final AtomicBoolean closed = new AtomicBoolean();

  S3Reader(Bucket bucket, String key, String name, FileStamp stamp, Duration readTimeout) {
    this.bucket = bucket;
    this.key = key;
    this.name = name;
    this.stamp = stamp;
    this.readTimeout = readTimeout;
  }

  /** What was opened: reads give nothing else. */
  @Override
  public FileStamp stamp() throws OriginException {
    checkOpen();
    return stamp;
  }

  @Override
  public int read(long offset, ByteBuffer destination) throws OriginException {
    return read(offset, destination, bytes -> {});
  }

  @Override
  public int read(long offset, ByteBuffer destination, Arrivals arrivals) throws OriginException {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset);
    }
    if (destination.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    checkOpen();
    if (offset >= stamp.sizeBytes() || !destination.hasRemaining()) {
      return 0;
    }
    int length = (int) Math.min(destination.remaining(), stamp.sizeBytes() - offset);
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(bucket.name())
            .key(key)
            .range("bytes=" + offset + "-" + (offset + length - 1));
    if (!stamp.etag().isEmpty()) {
      request.ifMatch("\"" + stamp.etag() + "\"");
    }
    Deadline deadline = Deadline.in(readTimeout);
    AtomicBoolean answered = new AtomicBoolean();
    @Nullable OriginException wrong =
        bucket.ask(
            name,
            () -> !answered.get(),
            client ->
                client.getObject(
                    request.overrideConfiguration(deadline.limit()).build(),
                    ResponseTransformer.unmanaged(
                        (response, body) -> {
                          answered.set(true);
                          return receive(response, body, offset, length, destination, arrivals);
                        })));
    if (wrong != null) {
      throw wrong;
    }
    return length;
  }

  /** The answer's bytes into {@code destination}; what is wrong with it, or null. */
  private @Nullable OriginException receive(
      GetObjectResponse response,
      AbortableInputStream body,
      long offset,
      int length,
      ByteBuffer destination,
      Arrivals arrivals)
      throws IOException {
    boolean whole = false;
    try {
      if (!Stamps.etag(response.eTag()).equals(stamp.etag())) {
        return new OriginException(
            Reason.CHANGED, name + ": it is not what it was when it was opened", null);
      }
      if (!isThatRange(response, offset, length)) {
        return new OriginException(
            Reason.FAILED, name + ": the server gives another range than was asked for", null);
      }
      fill(body, length, destination, arrivals);
      whole = true;
      return null;
    } finally {
      if (whole) {
        body.close();
      } else {
        body.abort();
      }
    }
  }

  private boolean isThatRange(GetObjectResponse response, long offset, int length) {
    @Nullable String range = response.contentRange();
    boolean all = offset == 0 && length == stamp.sizeBytes();
    return range == null
        ? all
        : range.equals("bytes %d-%d/%d".formatted(offset, offset + length - 1, stamp.sizeBytes()));
  }

  private static void fill(
      AbortableInputStream body, int length, ByteBuffer destination, Arrivals arrivals)
      throws IOException {
    byte[] step = new byte[Math.min(STEP_BYTES, length)];
    int total = 0;
    while (total < length) {
      int got = body.read(step, 0, Math.min(step.length, length - total));
      if (got < 0) {
        throw new IOException("the answer ends after " + total + " of " + length + " bytes");
      }
      if (got > 0) {
        destination.put(step, 0, got);
        total += got;
        arrivals.arrived(total);
      }
    }
  }

  private void checkOpen() throws OriginException {
    if (closed.get()) {
      throw new OriginException(Reason.FAILED, name + ": the reader is closed", null);
    }
  }

  @Override
  public void close() {
    closed.set(true);
  }
}

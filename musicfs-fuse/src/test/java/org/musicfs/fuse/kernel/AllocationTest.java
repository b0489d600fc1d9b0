package org.musicfs.fuse.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.tree.Node;
import org.musicfs.fuse.device.FuseDevice;
import org.musicfs.fuse.protocol.Bytes;
import org.musicfs.fuse.protocol.Init;
import org.musicfs.fuse.protocol.Opcode;

/** What a worker allocates on the heap, counted on its own thread. */
@Timeout(60)
class AllocationTest extends ServedInMemory {
  private static final int WARM_UP = 20_000;
  private static final int COUNTED = 50_000;

  private final Node.File file = tree.add("Artist/Album/01 - Title.flac", 5, 100_000);

  /** Sends one request over and over, and looks at the worker's count in between. */
  private static final class Repeating implements FuseDevice {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final CompletableFuture<Double> perRequest = new CompletableFuture<>();
    private final byte[] request;
    private int received;
    private long before;

    Repeating(byte[] request) {
      this.request = request;
    }

    @Override
    public int receive(MemorySegment callState, MemorySegment into) {
      received++;
      if (received == WARM_UP) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      if (received == WARM_UP + COUNTED) {
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        perRequest.complete((double) allocated / COUNTED);
        return -Errno.ENODEV;
      }
      MemorySegment.copy(request, 0, into, ValueLayout.JAVA_BYTE, 0, request.length);
      return request.length;
    }

    @Override
    public int send(MemorySegment callState, MemorySegment from, long start, int bytes) {
      return 0;
    }

    @Override
    public void close() {}
  }

  private double bytesPerRequest(Bytes request) throws Exception {
    Repeating device = new Repeating(request.sized());
    serve(connection(45, Init.NO_OPENDIR_SUPPORT), device);
    return device.perRequest.get();
  }

  /** The map of the tree in memory boxes a number and wraps what it finds: not the server's. */
  private static final double TREE_IN_MEMORY = 64;

  @Test
  void aReadAllocatesNothing() throws Exception {
    content.put(5, new byte[100_000]);
    content.unboxed(5);
    assertThat(
            bytesPerRequest(
                Bytes.request(Opcode.READ, 2, ids.of(file)).u64(5).u64(4096).u32(65536).u32(0)))
        .isLessThan(1);
  }

  @Test
  void aStatAllocatesNothingBesidesTheTree() throws Exception {
    assertThat(bytesPerRequest(Bytes.request(Opcode.GETATTR, 2, ids.of(file)).u32(0).u32(0).u64(0)))
        .isLessThan(TREE_IN_MEMORY);
  }

  @Test
  void anUnknownRequestAllocatesNothing() throws Exception {
    assertThat(bytesPerRequest(Bytes.request(Opcode.FLUSH, 2, ids.of(file)))).isLessThan(1);
  }
}

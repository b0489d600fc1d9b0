package org.musicfs.fuse.kernel;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.fuse.FakeContent;
import org.musicfs.fuse.FakeTree;
import org.musicfs.fuse.MountOptions;
import org.musicfs.fuse.device.FuseDevice;
import org.musicfs.fuse.fs.Edge;
import org.musicfs.fuse.fs.OpenHandles;
import org.musicfs.fuse.fs.TreeFileSystem;
import org.musicfs.fuse.handover.CountedRequests;
import org.musicfs.fuse.protocol.Init;

/** The server over a tree and content in memory, without a kernel. */
abstract class ServedInMemory {
  static final int MAX_READ = 128 << 10;

  final FakeTree tree = new FakeTree();
  final FakeContent content = new FakeContent();
  final Map<Long, Map<String, byte[]>> attributes = new ConcurrentHashMap<>();
  final Metrics metrics = new Metrics();
  final MountOptions options = MountOptions.forProcess(Path.of("/mnt"), "test");
  final TreeFileSystem fs =
      new TreeFileSystem(
          tree,
          node -> attributes.getOrDefault(node.id(), Map.of()),
          content,
          options,
          OpenHandles.ofThisProcess(),
          metrics);
  final Edge edge = new Edge(metrics, InstantSource.system());
  final NodeIds ids = new NodeIds(1);
  final WaitingReads waiting = new WaitingReads(fs, edge, MAX_READ);

  private KernelServer server;

  /** What a kernel of this age agrees on. */
  Connection connection(int minor, long flags) {
    Init.Agreement agreement = new Init.Agreement(minor, MAX_READ, flags, MAX_READ);
    return new Connection(
        fs,
        ids,
        agreement,
        Connection.timeOuts(agreement),
        waiting,
        null,
        CountedRequests.ofThisProcess(),
        edge,
        metrics);
  }

  final KernelServer serve(Connection connection, FuseDevice... devices) {
    server = new KernelServer(connection, List.of(devices), "test");
    server.start();
    return server;
  }

  @AfterEach
  void end() throws Exception {
    waiting.close();
    if (server != null && !server.awaitEnd(Duration.ofSeconds(10))) {
      throw new AssertionError("the workers do not end");
    }
  }
}

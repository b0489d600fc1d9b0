package org.musicfs.fuse.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.sys.Errno;
import org.musicfs.core.tree.Node;
import org.musicfs.fuse.device.MemoryDevice;
import org.musicfs.fuse.protocol.Bytes;
import org.musicfs.fuse.protocol.Init;
import org.musicfs.fuse.protocol.Opcode;

@Timeout(60)
class KernelServerTest extends ServedInMemory {
  private static final int ENOSYS = 38;

  private final MemoryDevice device = new MemoryDevice();
  private final AtomicLong unique = new AtomicLong(2);
  private final byte[] bytes = new byte[300_000];
  private final Node.File file = tree.add("Artist/Album/01 - Björk.flac", 5, bytes.length);
  private final long album = file.parentId();

  KernelServerTest() {
    new java.util.Random(1).nextBytes(bytes);
    content.put(5, bytes);
  }

  @AfterEach
  void unmount() {
    device.end();
  }

  private void serveNewest() {
    serve(connection(45, Init.NO_OPENDIR_SUPPORT), device);
  }

  private Bytes request(int opcode, long node) {
    return Bytes.request(opcode, unique.addAndGet(2), node);
  }

  private byte[] ask(Bytes request) throws InterruptedException {
    device.put(request.sized());
    byte[] reply = device.take();
    assertThat(Bytes.reader(reply).getInt(0)).as("length").isEqualTo(reply.length);
    assertThat(Bytes.reader(reply).getLong(8)).as("unique").isEqualTo(unique.get());
    return reply;
  }

  private Bytes read(long version, long offset, int size) {
    return request(Opcode.READ, ids.of(file))
        .u64(version)
        .u64(offset)
        .u32(size)
        .u32(0)
        .u64(0)
        .u32(0)
        .u32(0);
  }

  private Bytes list(int opcode, long directory, long offset, int size) {
    return request(opcode, directory).u64(0).u64(offset).u32(size).u32(0).u64(0).u32(0).u32(0);
  }

  @Test
  void aNameLeadsToTheVersionItShows() throws Exception {
    serveNewest();
    ByteBuffer reply = Bytes.reader(ask(request(Opcode.LOOKUP, album).name("01 - Björk.flac")));
    assertThat(reply.getLong(16)).isEqualTo(ids.of(file));
    assertThat(NodeIds.version(reply.getLong(16))).isEqualTo(5);
    assertThat(NodeIds.node(reply.getLong(16))).isEqualTo(file.id());
    assertThat(reply.getLong(16 + 40)).as("st_ino").isEqualTo(file.id());
    Node.File newer = tree.replace(file, 6, 10);
    reply = Bytes.reader(ask(request(Opcode.LOOKUP, album).name("01 - Björk.flac")));
    assertThat(reply.getLong(16)).isEqualTo(ids.of(newer)).isNotEqualTo(ids.of(file));
    assertThat(reply.getLong(16 + 40)).as("st_ino").isEqualTo(file.id());
  }

  @Test
  void anOldVersionKeepsItsSize() throws Exception {
    serveNewest();
    long old = ids.of(file);
    tree.replace(file, 6, 10);
    ByteBuffer reply = Bytes.reader(ask(request(Opcode.GETATTR, old).u32(0).u32(0).u64(0)));
    assertThat(reply.getLong(16 + 16 + 8)).isEqualTo(bytes.length);
  }

  @Test
  void whatIsNotThereIsRememberedAsAbsent() throws Exception {
    serveNewest();
    ByteBuffer reply = Bytes.reader(ask(request(Opcode.LOOKUP, album).name("cover.jpg")));
    assertThat(reply.getInt(4)).isZero();
    assertThat(reply.getLong(16)).isZero();
    assertThat(reply.getLong(16 + 16)).as("seconds").isEqualTo(86_400);
  }

  @Test
  void whatMayAppearUntoldIsNotRememberedAsAbsent() throws Exception {
    serveNewest();
    tree.mayAppearUntold("cover_thumb.jpg");
    ByteBuffer reply = Bytes.reader(ask(request(Opcode.LOOKUP, album).name("cover_thumb.jpg")));
    assertThat(reply.getInt(4)).isEqualTo(-Errno.ENOENT);
    assertThat(reply.limit()).as("no entry").isEqualTo(16);
  }

  @Test
  void errorsAreThoseOfAnyFileSystem() throws Exception {
    serveNewest();
    long id = ids.of(file);
    assertThat(Bytes.errno(ask(request(Opcode.LOOKUP, id).name("x")))).isEqualTo(Errno.ENOTDIR);
    assertThat(Bytes.errno(ask(request(Opcode.LOOKUP, 1).name("x".repeat(256)))))
        .isEqualTo(Errno.ENAMETOOLONG);
    assertThat(Bytes.errno(ask(request(Opcode.OPEN, album).u32(0).u32(0)))).isEqualTo(Errno.EISDIR);
    assertThat(Bytes.errno(ask(request(Opcode.OPEN, id).u32(1).u32(0)))).isEqualTo(Errno.EROFS);
    assertThat(Bytes.errno(ask(request(Opcode.READLINK, id)))).isEqualTo(Errno.EINVAL);
    assertThat(Bytes.errno(ask(request(Opcode.GETATTR, 777)))).isEqualTo(Errno.ESTALE);
    assertThat(Bytes.errno(ask(list(Opcode.READDIR, id, 0, 4096)))).isEqualTo(Errno.ENOTDIR);
    assertThat(Bytes.errno(ask(request(Opcode.GETXATTR, id).u32(0).u32(0).name("user.other"))))
        .isEqualTo(Errno.EOPNOTSUPP);
    assertThat(Bytes.errno(ask(request(Opcode.GETXATTR, id).u32(0).u32(0).name("user.musicfs.x"))))
        .isEqualTo(Errno.ENODATA);
  }

  @Test
  void everythingThatWritesIsRefused() throws Exception {
    serveNewest();
    for (int opcode :
        new int[] {
          Opcode.SETATTR,
          Opcode.SYMLINK,
          Opcode.MKNOD,
          Opcode.MKDIR,
          Opcode.UNLINK,
          Opcode.RMDIR,
          Opcode.RENAME,
          Opcode.RENAME2,
          Opcode.LINK,
          Opcode.WRITE,
          Opcode.CREATE,
          Opcode.TMPFILE,
          Opcode.SETXATTR,
          Opcode.REMOVEXATTR,
          Opcode.FALLOCATE,
          Opcode.COPY_FILE_RANGE,
          Opcode.COPY_FILE_RANGE_64
        }) {
      assertThat(Bytes.errno(ask(request(opcode, 1)))).as("opcode " + opcode).isEqualTo(30);
    }
  }

  @Test
  void whatIsNotKnownIsLeftToTheKernel() throws Exception {
    serveNewest();
    assertThat(Bytes.errno(ask(request(Opcode.FLUSH, 1)))).isEqualTo(ENOSYS);
    assertThat(Bytes.errno(ask(request(Opcode.IOCTL, 1)))).isEqualTo(ENOSYS);
    assertThat(Bytes.errno(ask(request(4711, 1)))).isEqualTo(ENOSYS);
    assertThat(Bytes.errno(ask(request(Opcode.OPENDIR, 1)))).isEqualTo(ENOSYS);
  }

  @Test
  void aKernelThatMustOpenDirectoriesMay() throws Exception {
    serve(connection(31, 0), device);
    ByteBuffer reply = Bytes.reader(ask(request(Opcode.OPENDIR, 1).u32(0).u32(0)));
    assertThat(reply.getInt(4)).isZero();
    assertThat(reply.getInt(16 + 8)).as("keep cache, cache listing").isEqualTo(1 << 1 | 1 << 3);
    assertThat(Bytes.errno(ask(request(Opcode.RELEASEDIR, 1)))).isZero();
  }

  @Test
  void nobodyAnswersAForget() throws Exception {
    serveNewest();
    device.put(request(Opcode.FORGET, ids.of(file)).u64(1).sized());
    device.put(request(Opcode.BATCH_FORGET, 0).u32(1).u32(0).u64(5).u64(1).sized());
    ask(request(Opcode.STATFS, 1));
    assertThat(device.isQuiet()).isTrue();
  }

  @Test
  void bytesAreTheVersionsAtAnyOffset() throws Exception {
    serveNewest();
    for (int[] range :
        new int[][] {{0, 4096}, {1, 1}, {299_999, 4096}, {300_000, 10}, {131_072, 131_072}}) {
      byte[] reply = ask(read(5, range[0], range[1]));
      int end = Math.min(bytes.length, range[0] + range[1]);
      assertThat(Arrays.copyOfRange(reply, 16, reply.length))
          .isEqualTo(Arrays.copyOfRange(bytes, range[0], end));
    }
  }

  @Test
  void aListingOfAnySizeNamesEveryChildOnce() throws Exception {
    for (int i = 0; i < 500; i++) {
      tree.add("Artist/Album/%03d %s.mp3".formatted(i, "ü".repeat(i % 80)), 100 + i, i);
    }
    serveNewest();
    for (int opcode : new int[] {Opcode.READDIR, Opcode.READDIRPLUS}) {
      for (int size : new int[] {512, 4096, 32768}) {
        Set<String> names = new TreeSet<>();
        long offset = 0;
        while (true) {
          byte[] reply = ask(list(opcode, album, offset, size));
          if (reply.length == 16) {
            break;
          }
          offset = namesOf(reply, opcode == Opcode.READDIRPLUS ? 128 : 0, names);
        }
        assertThat(names).hasSize(503).contains(".", "..", "01 - Björk.flac");
      }
    }
  }

  private static long namesOf(byte[] reply, int before, Set<String> into) {
    ByteBuffer out = Bytes.reader(reply);
    long offset = 0;
    int at = 16;
    while (at < reply.length) {
      int dirent = at + before;
      int length = out.getInt(dirent + 16);
      offset = out.getLong(dirent + 8);
      String name = new String(reply, dirent + 24, length, StandardCharsets.UTF_8);
      assertThat(into.add(name)).as("twice: " + name).isTrue();
      at = dirent + ((24 + length + 7) & ~7);
    }
    return offset;
  }

  @Test
  void extendedAttributesAreToldWithTheirLengthFirst() throws Exception {
    attributes.put(file.id(), Map.of("user.musicfs.id", new byte[] {'1', '2'}));
    serveNewest();
    long id = ids.of(file);
    byte[] length = ask(request(Opcode.GETXATTR, id).u32(0).u32(0).name("user.musicfs.id"));
    assertThat(Bytes.reader(length).getInt(16)).isEqualTo(2);
    byte[] value = ask(request(Opcode.GETXATTR, id).u32(9).u32(0).name("user.musicfs.id"));
    assertThat(new String(value, 16, value.length - 16, StandardCharsets.UTF_8)).isEqualTo("12");
    assertThat(Bytes.errno(ask(request(Opcode.GETXATTR, id).u32(1).u32(0).name("user.musicfs.id"))))
        .isEqualTo(Errno.ERANGE);
    byte[] names = ask(request(Opcode.LISTXATTR, id).u32(99).u32(0));
    assertThat(new String(names, 16, names.length - 16, StandardCharsets.UTF_8))
        .isEqualTo("user.musicfs.id\0");
  }

  @Test
  void filesHaveNoHoles() throws Exception {
    serveNewest();
    long id = ids.of(file);
    assertThat(seek(id, 10, 3)).isEqualTo(10);
    assertThat(seek(id, 10, 4)).isEqualTo(bytes.length);
    assertThat(Bytes.errno(ask(request(Opcode.LSEEK, id).u64(5).u64(bytes.length).u32(3).u32(0))))
        .isEqualTo(Errno.ENXIO);
  }

  private long seek(long id, long offset, int whence) throws InterruptedException {
    return Bytes.reader(ask(request(Opcode.LSEEK, id).u64(5).u64(offset).u32(whence).u32(0)))
        .getLong(16);
  }

  @Test
  void aWorkerThatThrowsAnswersEioAndGoesOn() throws Exception {
    content.crashWith(5, new StackOverflowError());
    serveNewest();
    assertThat(Bytes.errno(ask(read(5, 0, 10)))).isEqualTo(Errno.EIO);
    content.crashWith(5, new IllegalStateException());
    assertThat(Bytes.errno(ask(read(5, 0, 10)))).isEqualTo(Errno.EIO);
    assertThat(Bytes.errno(ask(request(Opcode.STATFS, 1)))).isZero();
    assertThat(metrics.get(Metric.FUSE_ERRORS)).isEqualTo(2);
  }

  @Test
  void aFloodOfReadsThatWaitLeavesWorkersForEverythingElse() throws Exception {
    CountDownLatch hang = content.hang(5);
    serveNewest();
    for (int i = 0; i < 200; i++) {
      device.put(read(5, i, 10).sized());
    }
    assertThat(Bytes.errno(ask(request(Opcode.GETATTR, ids.of(file))))).isZero();
    assertThat(Bytes.errno(ask(request(Opcode.LOOKUP, 1).name("Artist")))).isZero();
    hang.countDown();
    for (int i = 0; i < 200; i++) {
      byte[] reply = device.take();
      assertThat(Bytes.errno(reply)).isZero();
      assertThat(reply).hasSize(26);
    }
  }

  @Test
  void readsThatWaitOneAfterAnotherShareTheirThreads() throws Exception {
    Set<Thread> before = waitingThreads();
    content.hang(5).countDown(); // each goes to a thread that may wait, and need not
    serveNewest();

    for (int i = 0; i < 200; i++) {
      assertThat(Bytes.errno(ask(read(5, i, 10)))).isZero();
    }

    Set<Thread> made = waitingThreads();
    made.removeAll(before);
    assertThat(made).hasSizeBetween(1, 20);
  }

  private static Set<Thread> waitingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("fuse-wait-"))
        .collect(Collectors.toSet());
  }

  @Test
  void anInterruptFreesTheReadThatWaitsAndNoOther() throws Exception {
    CountDownLatch hang = content.hang(5);
    serveNewest();
    device.put(read(5, 0, 10).sized());
    long first = unique.get();
    device.put(read(5, 20, 10).sized());
    long second = unique.get();
    while (content.waiting() < 2) {
      Thread.onSpinWait();
    }
    device.put(Bytes.request(Opcode.INTERRUPT, first | 1, 0).u64(first).sized());
    byte[] reply = device.take();
    assertThat(Bytes.errno(reply)).isEqualTo(Errno.EINTR);
    assertThat(Bytes.reader(reply).getLong(8)).isEqualTo(first);
    assertThat(content.waiting()).isEqualTo(1);
    hang.countDown();
    reply = device.take();
    assertThat(Bytes.errno(reply)).isZero();
    assertThat(Bytes.reader(reply).getLong(8)).isEqualTo(second);
  }

  @Test
  void anInterruptThatComesTooEarlyIsToldAgain() throws Exception {
    serveNewest();
    device.put(Bytes.request(Opcode.INTERRUPT, 99, 0).u64(98).sized());
    byte[] reply = device.take();
    assertThat(Bytes.errno(reply)).isEqualTo(Errno.EAGAIN);
    assertThat(Bytes.reader(reply).getLong(8)).isEqualTo(99);
  }

  @Test
  void aReadThatTimesOutIsAnIoError() throws Exception {
    content.hang(5).countDown();
    content.failWith(5, ContentException.Reason.TIMED_OUT);
    serveNewest();
    assertThat(Bytes.errno(ask(read(5, 0, 10)))).isEqualTo(Errno.EIO);
  }

  @Test
  void anOpenWhoseAnswerReachesNobodyIsTakenBack() throws Exception {
    serveNewest();
    ask(request(Opcode.OPEN, ids.of(file)).u32(0).u32(0));
    assertThat(content.opens(5)).isEqualTo(1);
    device.refuse(Errno.ENOENT);
    device.put(request(Opcode.OPEN, ids.of(file)).u32(0).u32(0).sized());
    // The refusal of what comes next shows that this one was dealt with.
    device.put(request(Opcode.LOOKUP, 1).name("x").sized());
    while (device.refused() < 2) {
      Thread.onSpinWait();
    }
    device.refuse(0);
    ask(request(Opcode.RELEASE, ids.of(file)).u64(5).u32(0).u32(0).u64(0));
    assertThat(content.opens(5)).isZero();
    assertThat(fs.openHandles()).isZero();
  }

  @Test
  void whatTheKernelAsksAgainIsCountedOnce() throws Exception {
    serveNewest();
    long resent = 1L << 63;
    ask(request(Opcode.OPEN, ids.of(file)).u32(0).u32(0));
    long first = unique.get();
    unique.set(first | resent);
    ask(Bytes.request(Opcode.OPEN, first | resent, ids.of(file)).u32(0).u32(0));
    assertThat(fs.openHandles()).as("counted before").isEqualTo(1);

    unique.set(first + 2 | resent);
    ask(Bytes.request(Opcode.OPEN, first + 2 | resent, ids.of(file)).u32(0).u32(0));
    assertThat(fs.openHandles()).as("not counted before").isEqualTo(2);

    unique.set(first + 2);
    ask(request(Opcode.RELEASE, ids.of(file)).u64(5).u32(0).u32(0).u64(0));
    long last = unique.get();
    unique.set(last | resent);
    ask(Bytes.request(Opcode.RELEASE, last | resent, ids.of(file)).u64(5).u32(0).u32(0).u64(0));
    assertThat(fs.openHandles()).isEqualTo(1);
  }

  @Test
  void aChangeIsToldByNameAndByDirectory() throws Exception {
    Connection connection = connection(45, 0);
    serve(connection, device);
    tree.onChange(new Notifier(device, ids, connection.agreement()));
    tree.remove(file);
    ByteBuffer entry = Bytes.reader(device.take());
    assertThat(entry.getInt(4)).as("INVAL_ENTRY").isEqualTo(3);
    assertThat(entry.getLong(8)).as("unasked").isZero();
    assertThat(entry.getLong(16)).isEqualTo(album);
    assertThat(entry.getInt(28)).as("not to expire only: a revalidation would undo it").isZero();
    ByteBuffer directory = Bytes.reader(device.take());
    assertThat(directory.getInt(4)).as("INVAL_INODE").isEqualTo(2);
    assertThat(directory.getLong(16)).isEqualTo(album);
  }

  @Test
  void aDrainAnswersWhatIsUnderWayAndTakesNothingMore() throws Exception {
    CountDownLatch hang = content.hang(5);
    KernelServer server = serve(connection(45, 0), device);
    device.put(read(5, 0, 10).sized());
    while (content.waiting() < 1) {
      Thread.onSpinWait();
    }
    Thread drain =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    assertThat(server.drain(java.time.Duration.ofSeconds(20))).isTrue();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    assertThat(server.awaitEnd(java.time.Duration.ofSeconds(10))).isTrue();
    hang.countDown();
    assertThat(Bytes.errno(device.take())).isZero();
    drain.join();
    device.put(request(Opcode.STATFS, 1).sized());
    assertThat(device.isQuiet()).isTrue();
  }
}

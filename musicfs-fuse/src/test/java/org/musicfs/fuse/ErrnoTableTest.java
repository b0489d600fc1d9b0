package org.musicfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musicfs.core.config.FuseBackend;

/**
 * Every operation on every kind of node, beside ext4 mounted read-only from an image. What differs
 * is listed here with its reason, and in docs/fuse.md.
 */
class ErrnoTableTest extends MountedTest {
  /** Operation and node, what ext4 answers, what the mount answers. */
  private static final Map<String, String> DIFFERENT = new TreeMap<>();

  static {
    // We have extended attributes of our own names only: what ls asks for needs no second request.
    for (String node : new String[] {"file", "directory", "root"}) {
      DIFFERENT.put("getxattr " + node, "ENODATA ENOTSUP");
      // There are no flags such as chattr's.
      DIFFERENT.put("ioctl flags " + node, "0 ENOTTY");
    }
    // The kernel polls FUSE files by itself: always ready.
    DIFFERENT.put("epoll file", "EPERM 0");
    // Data and holes of a directory: ours have the size 0, ext4 answers with places in its index.
    for (String node : new String[] {"directory", "root"}) {
      for (String what : new String[] {"lseek data ", "lseek data past ", "lseek hole "}) {
        DIFFERENT.put(what + node, "0 ENXIO");
      }
    }
  }

  private Path image;

  @Override
  FuseBackend backend() {
    return FuseBackend.KERNEL;
  }

  @BeforeEach
  void fill() throws Exception {
    tree.add("dir/file", 1, 5);
    content.put(1, "bytes".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    image = Files.createDirectory(directory.resolve("ext4"));
    Path contents = directory.resolve("contents");
    Files.createDirectories(contents.resolve("dir"));
    Files.writeString(contents.resolve("dir/file"), "bytes");
    Path disk = directory.resolve("disk");
    assertThat(run("truncate", "-s", "4M", disk.toString()).exit()).isZero();
    assertThat(run("mkfs.ext4", "-q", "-d", contents.toString(), disk.toString()).exit()).isZero();
    Outcome mounted = run("mount", "-o", "loop,ro", disk.toString(), image.toString());
    assertThat(mounted.said()).isEmpty();
  }

  @AfterEach
  void takeImageAway() throws Exception {
    run("umount", "-l", image.toString());
  }

  /** Prints a line for each operation and kind of node: 0 or the error's name. */
  private static final String OPERATIONS =
      """
      import ctypes, mmap, stat
      libc = ctypes.CDLL(None, use_errno=True)
      def call(name, *args):
          args = [a.encode() if isinstance(a, str) else a for a in args]
          if getattr(libc, name)(*args) < 0: raise OSError(ctypes.get_errno(), name)
      def opened(flags, f=None):
          def op(p):
              fd = os.open(p, flags)
              try:
                  if f: f(fd)
              finally: os.close(fd)
          return op
      def shared(fd):
          mmap.mmap(fd, 1, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
      AT, NEW = -100, R + '/dir/new'
      ops = {
        'stat': os.stat, 'lstat': os.lstat, 'statvfs': os.statvfs,
        'access r': lambda p: call('access', p, 4), 'access w': lambda p: call('access', p, 2),
        'access x': lambda p: call('access', p, 1), 'access exists': lambda p: call('access', p, 0),
        'open r': opened(os.O_RDONLY), 'open w': opened(os.O_WRONLY), 'open rw': opened(os.O_RDWR),
        'open append': opened(os.O_WRONLY | os.O_APPEND), 'open trunc': opened(os.O_RDONLY | os.O_TRUNC),
        'open directory': opened(os.O_RDONLY | os.O_DIRECTORY), 'open nofollow': opened(os.O_RDONLY | os.O_NOFOLLOW),
        'open create': opened(os.O_RDONLY | os.O_CREAT), 'open create w': opened(os.O_WRONLY | os.O_CREAT),
        'open exclusive': opened(os.O_WRONLY | os.O_CREAT | os.O_EXCL),
        'open tmpfile': opened(os.O_WRONLY | os.O_TMPFILE), 'open path': opened(os.O_PATH),
        'read': opened(os.O_RDONLY, lambda fd: os.read(fd, 1)),
        'pread past': opened(os.O_RDONLY, lambda fd: os.pread(fd, 1, 1 << 40)),
        'write': opened(os.O_RDONLY, lambda fd: os.write(fd, b'x')),
        'ftruncate': opened(os.O_RDONLY, lambda fd: os.ftruncate(fd, 0)),
        'fchmod': opened(os.O_RDONLY, lambda fd: os.fchmod(fd, 0o600)),
        'fchown': opened(os.O_RDONLY, lambda fd: os.fchown(fd, 1, 1)),
        'fsync': opened(os.O_RDONLY, os.fsync), 'fdatasync': opened(os.O_RDONLY, os.fdatasync),
        'fallocate': opened(os.O_RDONLY, lambda fd: call('fallocate', fd, 0, ctypes.c_long(0), ctypes.c_long(1))),
        'mmap shared write': opened(os.O_RDONLY, shared),
        'lseek end': opened(os.O_RDONLY, lambda fd: os.lseek(fd, 0, os.SEEK_END)),
        'lseek negative': opened(os.O_RDONLY, lambda fd: os.lseek(fd, -1, os.SEEK_SET)),
        'lseek data': opened(os.O_RDONLY, lambda fd: os.lseek(fd, 0, os.SEEK_DATA)),
        'lseek hole': opened(os.O_RDONLY, lambda fd: os.lseek(fd, 0, os.SEEK_HOLE)),
        'lseek data past': opened(os.O_RDONLY, lambda fd: os.lseek(fd, 1 << 40, os.SEEK_DATA)),
        'flock': opened(os.O_RDONLY, lambda fd: __import__('fcntl').flock(fd, 2 | 4)),
        'lock read': opened(os.O_RDONLY, lambda fd: __import__('fcntl').lockf(fd, 1 | 4)),
        'ioctl flags': opened(os.O_RDONLY, lambda fd: __import__('fcntl').ioctl(fd, 0x80086601, bytes(8))),
        'ioctl unknown': opened(os.O_RDONLY, lambda fd: __import__('fcntl').ioctl(fd, 0x4D4D, 0)),
        'epoll': opened(os.O_RDONLY, lambda fd: __import__('select').epoll().register(fd)),
        'listdir': os.listdir, 'readlink': os.readlink, 'chdir': os.chdir,
        'truncate': lambda p: os.truncate(p, 0), 'chmod': lambda p: os.chmod(p, 0o600),
        'chown': lambda p: os.chown(p, 1, 1), 'utimens': lambda p: os.utime(p, (1, 1)),
        'setxattr': lambda p: os.setxattr(p, 'user.x', b'1'), 'removexattr': lambda p: os.removexattr(p, 'user.x'),
        'getxattr': lambda p: os.getxattr(p, 'user.x'), 'listxattr': os.listxattr,
        'mkdir': os.mkdir, 'mknod': os.mknod, 'mkfifo': os.mkfifo, 'rmdir': os.rmdir, 'unlink': os.unlink,
        'symlink at': lambda p: os.symlink('x', p), 'link from': lambda p: os.link(p, NEW), 'link to': lambda p: os.link(R + '/dir/file', p),
        'rename from': lambda p: os.rename(p, NEW), 'rename to': lambda p: os.rename(R + '/dir/file', p),
        'rename exchange': lambda p: call('renameat2', AT, p, AT, R + '/dir/file', 2),
        'rename noreplace': lambda p: call('renameat2', AT, p, AT, NEW, 1),
        'below': lambda p: os.stat(p + '/x'), 'slash': lambda p: os.stat(p + '/'),
        'execve': lambda p: call('execve', p, None, None),
      }
      nodes = {'file': '/dir/file', 'directory': '/dir', 'root': '', 'missing': '/dir/missing', 'long': '/dir/' + 'x' * 256,
               'missing parent': '/none/x', 'parent a file': '/dir/file/x'}
      for name, op in ops.items():
          for kind, path in nodes.items():
              try: op(R + path); print(name, kind, '0', sep='\t')
              except OSError as e: print(name, kind, errno.errorcode[e.errno], sep='\t')
              except ValueError as e: print(name, kind, e, sep='\t')
              os.chdir('/')
      """;

  private Map<String, String> answers(String user, Path place) throws Exception {
    Map<String, String> answers = new LinkedHashMap<>();
    String said =
        run(
                "setpriv",
                "--reuid=" + user,
                "--clear-groups",
                "/usr/bin/python3", // one that every user may run
                "-c",
                "import os, sys, errno\nR = sys.argv[1]\n" + OPERATIONS,
                place.toString())
            .said();
    for (String line : said.lines().toList()) {
      String[] parts = line.split("\t");
      assertThat(parts).as(said).hasSize(3);
      answers.put(parts[0] + " " + parts[1], parts[2]);
    }
    return answers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65534"})
  void everyOperationAnswersAsExt4MountedReadOnly(String user) throws Exception {
    run("chmod", "755", directory.toString());
    mount(MountOptions.forProcess(root, "test").withAllowOther(true));
    Map<String, String> ext4 = answers(user, image);
    Map<String, String> ours = answers(user, root);
    assertThat(ext4).hasSizeGreaterThan(400);
    Map<String, String> differences = new TreeMap<>();
    ext4.forEach(
        (what, answer) -> {
          if (!answer.equals(ours.get(what))) {
            differences.put(what, answer + " " + ours.get(what));
          }
        });
    assertThat(differences).isEqualTo(DIFFERENT);
  }
}

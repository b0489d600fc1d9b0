package org.musicfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.tree.Node;

/** What a user and a program see of the mount. */
class SemanticsTest extends MountedTest {
  private static final byte[] SONG = bytes(1, 300_001);
  private Node.File song;

  @BeforeEach
  void fill() throws Exception {
    song = tree.add("Björk/Début/01 - 人間 行動.flac", 7, SONG.length);
    tree.add("Björk/Début/cover.jpg", 8, 0);
    tree.add("Аквариум/Электричество/Песня.mp3", 9, 5);
    content.put(7, SONG).put(8, new byte[0]).put(9, "tune!".getBytes(StandardCharsets.UTF_8));
    attributes.put(
        song.id(),
        Map.of(
            "user.musicfs.id", "42".getBytes(StandardCharsets.UTF_8),
            "user.xdg.tags", "Jazz,Ärger".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aFilesStatIsItsNodes() throws Exception {
    mount(MountOptions.forProcess(root, "test").withOwner(1234, 4321).withUmask(0027));

    String stat =
        "print(*[getattr(os.stat(R + '/Björk/Début/01 - 人間 行動.flac'), 'st_' + f) for f in ";
    assertThat(
            python(
                stat
                    + "('ino','nlink','uid','gid','size','blocks','mtime_ns','atime_ns','ctime_ns')])"))
        .isEqualTo(
            "%d 1 1234 4321 300001 586 %5$s %5$s %5$s"
                .formatted(song.id(), 0, 0, 0, Long.toString(song.mtimeNanos())));
    assertThat(
            python(
                "print(oct(os.stat(R+'/Björk').st_mode), oct(os.stat(R+'/Björk/Début/cover.jpg').st_mode))"))
        .isEqualTo("0o40550 0o100440");
    assertThat(
            python(
                "print(os.stat(R).st_nlink, os.stat(R+'/Björk').st_nlink, os.stat(R+'/Björk/Début').st_nlink)"))
        .isEqualTo("4 3 2");
  }

  @Test
  void everyWriteIsRefusedAsReadOnly() throws Exception {
    mount();
    assertThat(python(WRITES)).isEqualTo("");
  }

  @Test
  void everyWriteIsRefusedEvenWhenSomebodyRemountsItWritable() throws Exception {
    mount();
    assertThat(run("mount", "-i", "-o", "remount,rw", root.toString()).exit()).isZero();
    assertThat(python(WRITES)).isEqualTo("");
  }

  /** Prints each operation that does not fail with EROFS. */
  private static final String WRITES =
      """
      F, D = R + '/Björk/Début/cover.jpg', R + '/Björk/Début'
      import ctypes
      libc = ctypes.CDLL(None, use_errno=True)
      def fallocate():
          fd = os.open(F, os.O_RDWR)
      def mk(f):
          return lambda: f()
      ops = {
        'open w': lambda: os.open(F, os.O_WRONLY),
        'open rw': lambda: os.open(F, os.O_RDWR),
        'open append': lambda: os.open(F, os.O_WRONLY | os.O_APPEND),
        'open trunc': lambda: os.open(F, os.O_RDONLY | os.O_TRUNC),
        'create': lambda: os.open(D + '/new', os.O_CREAT | os.O_WRONLY),
        'mknod': lambda: os.mknod(D + '/new'),
        'mkfifo': lambda: os.mkfifo(D + '/new'),
        'mkdir': lambda: os.mkdir(D + '/new'),
        'unlink': lambda: os.unlink(F),
        'rmdir': lambda: os.rmdir(D),
        'rename': lambda: os.rename(F, D + '/new'),
        'link': lambda: os.link(F, D + '/new'),
        'symlink': lambda: os.symlink('x', D + '/new'),
        'chmod': lambda: os.chmod(F, 0o600),
        'chown': lambda: os.chown(F, 1, 1),
        'truncate': lambda: os.truncate(F, 0),
        'utime': lambda: os.utime(F, (1, 1)),
        'setxattr': lambda: os.setxattr(F, 'user.musicfs.id', b'1'),
        'setxattr other': lambda: os.setxattr(F, 'user.other', b'1'),
        'removexattr': lambda: os.removexattr(F, 'user.musicfs.id'),
      }
      for name, op in ops.items():
          try:
              op()
              print(name, 'succeeded')
          except OSError as e:
              if e.errno != errno.EROFS: print(name, e)
      """;

  @Test
  void absentAndWrongKindsOfNamesFailAsOnAnyFileSystem() throws Exception {
    mount();
    assertThat(
            python(
                """
                F = R + '/Björk/Début/cover.jpg'
                for p, op in (('/nope', os.stat), ('/Björk/Début/cover.jpg/x', os.stat), ('/' + 'ü' * 128, os.stat),
                              ('/Björk/' + 'n' * 255, os.stat), ('/Björk', lambda p: os.open(p, os.O_WRONLY)),
                              ('/Björk', lambda p: os.read(os.open(p, os.O_RDONLY), 1)), ('/Björk/Début/cover.jpg', os.listdir),
                              ('/Björk/Début/cover.jpg', os.readlink)):
                    try:
                        op(R + p)
                        print('ok')
                    except OSError as e: print(errno.errorcode[e.errno])
                print(os.access(F, os.R_OK), os.access(F, os.W_OK), os.access(F, os.X_OK))
                """))
        .isEqualTo(
            String.join(
                "\n",
                "ENOENT",
                "ENOTDIR",
                "ENAMETOOLONG",
                "ENOENT",
                "EISDIR",
                "EISDIR",
                "ENOTDIR",
                "EINVAL",
                "True False False"));
  }

  @Test
  void statfsTellsTheLibrarysSizeAndNeverZero() throws Exception {
    mount();
    assertThat(
            python(
                "s = os.statvfs(R); print(s.f_namemax, s.f_blocks * s.f_frsize >= 300006, s.f_bsize,"
                    + " s.f_bavail, s.f_files)"))
        .isEqualTo("255 True 4096 0 8");
    assertThat(run("df", root.toString()).said()).contains("musicfs:test").contains("100%");
  }

  @Test
  void extendedAttributesFollowTheRules() throws Exception {
    mount();
    assertThat(
            python(
                """
                import ctypes
                F, C = R + '/Björk/Début/01 - 人間 行動.flac', R + '/Björk/Début/cover.jpg'
                print(sorted(os.listxattr(F)), os.listxattr(C), os.listxattr(R))
                print(os.getxattr(F, 'user.musicfs.id').decode(), os.getxattr(F, 'user.xdg.tags').decode())
                for p, n in ((C, 'user.musicfs.id'), (C, 'user.xdg.tags'), (F, 'user.other'), (F, 'security.selinux')):
                    try: print(os.getxattr(p, n))
                    except OSError as e: print('ENODATA' if e.errno == errno.ENODATA else e.errno)
                libc = ctypes.CDLL(None, use_errno=True)
                for call, args in ((libc.getxattr, (F.encode(), b'user.musicfs.id')), (libc.listxattr, (F.encode(),))):
                    for size in (0, 1, 100):
                        r = call(*args, ctypes.create_string_buffer(100), ctypes.c_size_t(size))
                        print(r if r >= 0 else errno.errorcode[ctypes.get_errno()], end=' ')
                """))
        .isEqualTo(
            String.join(
                "\n",
                "['user.musicfs.id', 'user.xdg.tags'] [] []",
                "42 Jazz,Ärger",
                "ENODATA",
                "ENODATA",
                "95",
                "95",
                "2 ERANGE 2 30 ERANGE 30"));
  }

  @Test
  void bytesAreTheContentsAtAnyOffsetWithoutAHeapBuffer() throws Exception {
    mount();
    Path file = root.resolve("Björk/Début/01 - 人間 行動.flac");
    long seed = System.nanoTime();
    var random = new java.util.Random(seed);
    try (var channel = java.nio.channels.FileChannel.open(file)) {
      for (int i = 0; i < 300; i++) {
        int offset = random.nextInt(SONG.length + 5000);
        var got = java.nio.ByteBuffer.allocate(random.nextInt(70_000));
        int n = Math.max(0, channel.read(got, offset));
        int expected = Math.max(0, Math.min(got.capacity(), SONG.length - offset));
        assertThat(n).as("seed %s", seed).isEqualTo(expected);
        assertThat(
                java.util.Arrays.equals(
                    got.array(),
                    0,
                    n,
                    SONG,
                    Math.min(offset, SONG.length),
                    Math.min(offset, SONG.length) + n))
            .as("seed %s, %s bytes at %s", seed, n, offset)
            .isTrue();
      }
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(SONG);
    assertThat(Files.readAllBytes(root.resolve("Björk/Début/cover.jpg"))).isEmpty();
    assertThat(content.sawHeapBuffer).isFalse();
    assertThat(metrics.get(Metric.READ_BYTES)).isGreaterThanOrEqualTo(SONG.length);
  }

  @Test
  void listingsCarryInodeAndType() throws Exception {
    mount();
    assertThat(
            python(
                """
                for e in sorted(os.scandir(R + '/Björk/Début'), key=lambda e: e.name):
                    print(e.name, e.inode() == os.stat(e.path).st_ino, e.is_file(follow_symlinks=False))
                import subprocess
                """))
        .isEqualTo("01 - 人間 行動.flac True True\ncover.jpg True True");
    assertThat(run("ls", "-ai", root + "/Björk").said().lines().map(l -> l.strip().split(" ")[1]))
        .containsExactlyInAnyOrder(".", "..", "Début");
    assertThat(run("ls", "-1", root.toString()).said().lines().collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("Björk", "Аквариум");
  }

  @Test
  void onlyItsUserLooksInUnlessOthersAreAllowed() throws Exception {
    run("chmod", "755", directory.toString());
    mount();
    String[] asNobody = {
      "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "ls", root.toString()
    };
    assertThat(run(asNobody).exit()).isNotZero();
    mount.close();

    mount(MountOptions.forProcess(root, "test").withAllowOther(true));
    assertThat(run(asNobody).exit()).isZero();
    mount.close();

    mount(MountOptions.forProcess(root, "test").withAllowOther(true).withUmask(0077));
    assertThat(run(asNobody).said()).contains("Permission denied");
  }

  @Test
  void theMountSaysWhatItIs() throws Exception {
    mount();
    var entry = table.at(root).orElseThrow();
    assertThat(entry.fsType()).isEqualTo("fuse.musicfs");
    assertThat(entry.library()).contains("test");
    assertThat(run("findmnt", "-n", "-o", "OPTIONS", root.toString()).said())
        .contains("ro", "nosuid", "nodev", "default_permissions")
        .doesNotContain("allow_other");
  }
}

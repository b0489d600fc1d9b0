package org.musicfs.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A mount of somebody else's making, served by its descriptor as a container would. */
class InheritedDeviceIT {
  /**
   * Has a child mount, then becomes the command, which inherits the descriptor; in a mount
   * namespace of its own if it is not to see the mount.
   */
  private static final String RUNTIME =
      """
      import ctypes, os, sys
      CLONE_NEWNS, MS_REC_PRIVATE, MS_RDONLY_NOSUID_NODEV = 0x20000, 0x44000, 7
      libc = ctypes.CDLL(None, use_errno=True)
      place, sight, command = sys.argv[1], sys.argv[2], sys.argv[3:]
      fd = os.open('/dev/fuse', os.O_RDWR)
      go, tell = os.pipe()
      if os.fork() == 0:
          os.read(go, 1)
          options = 'fd=%d,rootmode=40000,user_id=0,group_id=0,default_permissions' % fd
          os._exit(-libc.mount(b'outside', place.encode(), b'fuse', MS_RDONLY_NOSUID_NODEV,
                               options.encode()))
      if sight == 'hidden':
          libc.unshare(CLONE_NEWNS)
          libc.mount(None, b'/', None, MS_REC_PRIVATE, None)
      os.write(tell, b'x')
      if os.wait()[1] != 0:
          sys.exit('cannot mount')
      os.set_inheritable(fd, True)
      command = [a.replace('/dev/fd/N', '/dev/fd/%d' % fd) for a in command]
      os.execvp(command[0], command)
      """;

  private static Process serve(Sandbox box, String sight) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-c", RUNTIME));
    command.add(box.mountpoint.toString());
    command.add(sight);
    command.addAll(box.daemon("mount", "--foreground", box.music.toString(), "/dev/fd/N"));
    Process process = box.start("daemon", command);
    box.synced();
    return process;
  }

  @Test
  void unmountEndsIt() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      Process daemon = serve(box, "seen");
      assertThat(Audio.files(box.mountpoint)).isNotEmpty();
      box.musicfs("unmount").ok();
      assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(daemon.exitValue()).isZero();
      assertThat(box.isMounted()).isFalse();
    }
  }

  @Test
  void outOfSightItStaysWhereItIsWhenTheDaemonIsStopped() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      Process daemon = serve(box, "hidden");
      assertThat(Audio.files(box.mountpoint)).isNotEmpty();
      assertThat(box.musicfs("unmount").exits(5).err()).contains("only who mounted it", "--force");
      assertThat(Audio.files(box.mountpoint)).isNotEmpty();
      long asked = System.nanoTime();
      Processes.run("kill", "-TERM", Long.toString(daemon.pid())).ok();
      assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(System.nanoTime() - asked).as("ns until the end").isLessThan(4_000_000_000L);
      assertThat(Processes.run("ls", box.mountpoint + "/never asked for").err())
          .contains("Transport endpoint is not connected");
      assertThat(box.isMounted()).isTrue();
    }
  }

  @Test
  void outOfSightItIsNotServedAnyMoreByForce() throws Exception {
    try (Sandbox box = new Sandbox()) {
      box.demoLibrary();
      Process daemon = serve(box, "hidden");
      box.musicfs("unmount", "--force").ok();
      assertThat(daemon.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(daemon.exitValue()).isZero();
    }
  }

  @Test
  void inTheBackgroundNobodyInheritsIt() throws Exception {
    try (Sandbox box = new Sandbox()) {
      assertThat(box.musicfs("mount", box.music.toString(), "/dev/fd/9").exits(2).err())
          .contains("--foreground");
    }
  }
}

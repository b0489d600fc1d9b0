package org.musicfs.core.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Starts a program that is given open descriptors, by posix_spawn(3); {@link ProcessBuilder} closes
 * all but the first three. The program has descriptors 0 to 2 as this process has them, those it is
 * given, and no others; the working directory and the user are this process's, no signal is
 * blocked. Platform threads only: a call blocks until the program is loaded, or has ended.
 *
 * @param arguments the program, looked up in {@code PATH}, and its arguments
 * @param environment all of it, by name
 * @param descriptors what the program is given: its number there to the number here, which may be
 *     closed on exec
 * @param newSession whether it leads a session of its own, out of reach of a terminal's signals
 */
public record Spawn(
    List<String> arguments,
    Map<String, String> environment,
    Map<Integer, Integer> descriptors,
    boolean newSession) {
  private static final short POSIX_SPAWN_SETSIGMASK = 0x08;
  private static final short POSIX_SPAWN_SETSID = 0x80;

  public Spawn {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    descriptors = Map.copyOf(descriptors);
  }

  /** How a program ended. */
  public sealed interface End {
    /** By itself, with this exit code, 0 to 255. */
    record Exited(int code) implements End {}

    /** By this signal. */
    record Killed(int signal) implements End {}
  }

  /**
   * Starts it.
   *
   * @return its process id; {@link #waitFor} must be called for it some time
   * @throws IOException if there is no such program, or it cannot be started
   */
  public int start() throws IOException {
    // Copies, so that no number given is overwritten before it is read.
    Map<Integer, Integer> copies = new TreeMap<>();
    int free = 1 + descriptors.keySet().stream().mapToInt(Integer::intValue).reduce(2, Math::max);
    try (Arena arena = Arena.ofConfined()) {
      for (Map.Entry<Integer, Integer> given : descriptors.entrySet()) {
        copies.put(given.getKey(), Descriptor.duplicate(given.getValue(), free));
      }
      return start(arena, copies);
    } finally {
      copies.values().forEach(Descriptor::close);
    }
  }

  private int start(Arena arena, Map<Integer, Integer> copies) throws IOException {
    MemorySegment actions = arena.allocate(Functions.ACTIONS_BYTES, 16);
    MemorySegment attributes = arena.allocate(Functions.ATTRIBUTES_BYTES, 16);
    MemorySegment pid = arena.allocate(JAVA_INT);
    List<String> variables = new ArrayList<>();
    environment.forEach((name, value) -> variables.add(name + "=" + value));
    check(Functions.ACTIONS_INIT.call(actions.address()));
    check(Functions.ATTRIBUTES_INIT.call(attributes.address()));
    try {
      arrange(actions.address(), copies);
      int flags = POSIX_SPAWN_SETSIGMASK | (newSession ? POSIX_SPAWN_SETSID : 0);
      check(Functions.SET_FLAGS.call(attributes.address(), flags));
      // Fresh memory is the empty set of signals.
      MemorySegment none = arena.allocate(Functions.SIGSET_BYTES, 8);
      check(Functions.SET_MASK.call(attributes.address(), none.address()));
      check(
          Functions.SPAWN.call(
              pid.address(),
              arena.allocateFrom(arguments.getFirst()).address(),
              actions.address(),
              attributes.address(),
              strings(arena, arguments).address(),
              strings(arena, variables).address()));
      return pid.get(JAVA_INT, 0);
    } finally {
      int ignored =
          Functions.ACTIONS_DESTROY.call(actions.address())
              | Functions.ATTRIBUTES_DESTROY.call(attributes.address());
    }
  }

  /** Gives the program what it is to have, and nothing that lies between or above. */
  private void arrange(long actions, Map<Integer, Integer> copies) throws IOException {
    int next = 3;
    for (Map.Entry<Integer, Integer> copy : copies.entrySet()) {
      int target = copy.getKey();
      check(Functions.ADD_DUP2.call(actions, copy.getValue(), target));
      for (; next < target; next++) {
        check(Functions.ADD_CLOSE.call(actions, next));
      }
      next = Math.max(next, target + 1);
    }
    if (Functions.ADD_CLOSE_FROM.isPresent()) {
      check(Functions.ADD_CLOSE_FROM.get().call(actions, next));
      return;
    }
    for (String open : openNow()) {
      int number = Integer.parseInt(open);
      if (number >= next) {
        check(Functions.ADD_CLOSE.call(actions, number));
      }
    }
  }

  /** The numbers in /proc/self/fd; closing one that was closed meanwhile is no error. */
  private static String[] openNow() {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? new String[0] : names;
  }

  /** A null-ended array of strings. */
  private static MemorySegment strings(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
    }
    return array;
  }

  private void check(int errno) throws IOException {
    if (errno != 0) {
      throw new IOException("cannot start " + arguments.getFirst() + ": " + Errno.text(errno));
    }
  }

  /**
   * Waits for the end of a program that this process started, once for each.
   *
   * @throws IOException if there is no such child
   */
  public static End waitFor(int pid) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      int result;
      do {
        result = Functions.WAITPID.call(pid, status.address(), 0);
      } while (result == -Errno.EINTR);
      if (result < 0) {
        throw new IOException("waiting for process " + pid + ": " + Errno.text(-result));
      }
      return end(status.get(JAVA_INT, 0));
    }
  }

  /** A wait status: the signal in the low 7 bits, or 0 and the exit code above 8. */
  private static End end(int status) {
    int signal = status & 0x7f;
    return signal == 0 ? new End.Exited(status >> 8 & 0xff) : new End.Killed(signal);
  }

  /**
   * Looked up when the first program is started. glibc's structs are opaque: 80 and 336 bytes on
   * 64-bit machines, with room to spare here.
   */
  private static final class Functions {
    static final long ACTIONS_BYTES = 256;
    static final long ATTRIBUTES_BYTES = 1024;
    static final long SIGSET_BYTES = 128;

    static final SystemFunction ACTIONS_INIT = SystemFunction.of("posix_spawn_file_actions_init");
    static final SystemFunction ACTIONS_DESTROY =
        SystemFunction.of("posix_spawn_file_actions_destroy");
    static final SystemFunction ADD_DUP2 = SystemFunction.of("posix_spawn_file_actions_adddup2");
    static final SystemFunction ADD_CLOSE = SystemFunction.of("posix_spawn_file_actions_addclose");

    /** Since glibc 2.34. */
    static final Optional<SystemFunction> ADD_CLOSE_FROM =
        SystemFunction.find("posix_spawn_file_actions_addclosefrom_np");

    static final SystemFunction ATTRIBUTES_INIT = SystemFunction.of("posix_spawnattr_init");
    static final SystemFunction ATTRIBUTES_DESTROY = SystemFunction.of("posix_spawnattr_destroy");
    static final SystemFunction SET_FLAGS = SystemFunction.of("posix_spawnattr_setflags");
    static final SystemFunction SET_MASK = SystemFunction.of("posix_spawnattr_setsigmask");
    static final SystemFunction SPAWN = SystemFunction.of("posix_spawnp");
    static final SystemFunction WAITPID = SystemFunction.of("waitpid");

    private Functions() {}
  }
}

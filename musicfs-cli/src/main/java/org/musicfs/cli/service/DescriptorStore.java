package org.musicfs.cli.service;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.sys.Descriptor;
import org.musicfs.fuse.DescriptorKeeper;

/**
 * The descriptor store of the service manager, be it systemd or {@code musicfs supervise}. What is
 * stored goes there by {@code FDSTORE=1} (sd_pid_notify_with_fds(3)); what was stored before is
 * inherited, from number 3 on, and named by {@code LISTEN_PID}, {@code LISTEN_FDS} and {@code
 * LISTEN_FDNAMES} (sd_listen_fds_with_names(3)). systemd closes by itself what has failed, such as
 * the connection of a mount that is gone.
 *
 * <p>That there is a store says {@code FDSTORE}, the number of descriptors it holds (systemd 254),
 * or {@code MUSICFS_DESCRIPTOR_STORE=1} in our own unit files.
 */
public final class DescriptorStore implements DescriptorKeeper {
  /** Says that the service manager keeps descriptors. */
  public static final String VARIABLE = "MUSICFS_DESCRIPTOR_STORE";

  /** The first descriptor that is inherited. */
  public static final int FIRST = 3;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The kernel takes no more in a message. */
  private static final int MOST_AT_ONCE = 253;

  private final SdNotify notify;
  private final Map<String, List<Integer>> taken;

  private DescriptorStore(SdNotify notify, Map<String, List<Integer>> taken) {
    this.notify = notify;
    this.taken = taken;
  }

  /**
   * The store that the variables tell of; {@link DescriptorKeeper#NONE} if there is none. What is
   * inherited is closed on exec from now on. To be called once in a process.
   *
   * @param pid of this process
   */
  public static DescriptorKeeper from(Map<String, String> variables, long pid) {
    SdNotify notify = SdNotify.from(variables);
    boolean stores = number(variables.get("FDSTORE")) > 0 || "1".equals(variables.get(VARIABLE));
    return notify.isNamed() && stores
        ? new DescriptorStore(notify, inherited(variables, pid))
        : DescriptorKeeper.NONE;
  }

  private static Map<String, List<Integer>> inherited(Map<String, String> variables, long pid) {
    Map<String, List<Integer>> inherited = new HashMap<>();
    // A program that the one they were meant for has started sees the variables as well.
    if (number(variables.get("LISTEN_PID")) != pid) {
      return inherited;
    }
    String[] names = variables.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    for (int i = 0; i < number(variables.get("LISTEN_FDS")); i++) {
      try {
        Descriptor.closeOnExec(FIRST + i, true);
      } catch (IOException e) {
        continue; // not open: nobody's
      }
      inherited
          .computeIfAbsent(i < names.length ? names[i] : "", name -> new ArrayList<>())
          .add(FIRST + i);
    }
    return inherited;
  }

  private static long number(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  /** Whether the service manager still answers: a supervisor may have been killed. */
  @Override
  public boolean isPresent() {
    try {
      notify.barrier(PATIENCE);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void keep(String name, List<Integer> descriptors) throws IOException {
    for (int from = 0; from < descriptors.size(); from += MOST_AT_ONCE) {
      int to = Math.min(from + MOST_AT_ONCE, descriptors.size());
      notify.send("FDSTORE=1\nFDNAME=" + name, descriptors.subList(from, to));
    }
    notify.barrier(PATIENCE);
  }

  @Override
  public void forget(String name) throws IOException {
    notify.send("FDSTOREREMOVE=1\nFDNAME=" + name);
    notify.barrier(PATIENCE);
  }

  @Override
  public List<Integer> taken(String name) {
    return List.copyOf(taken.getOrDefault(name, List.of()));
  }
}

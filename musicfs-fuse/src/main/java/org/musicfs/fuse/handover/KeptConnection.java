package org.musicfs.fuse.handover;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.musicfs.core.sys.Descriptor;
import org.musicfs.fuse.DescriptorKeeper;
import org.musicfs.fuse.mountpoint.MountEntry;
import org.musicfs.fuse.mountpoint.MountTable;
import org.musicfs.fuse.protocol.Init;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that a process before this one has left.
 *
 * @param devices its descriptors, the one that was mounted first
 * @param state what was written down of it
 */
public record KeptConnection(List<Integer> devices, MountState state) {
  private static final Logger log = LoggerFactory.getLogger(KeptConnection.class);

  /**
   * Takes over what was kept for this mountpoint. What cannot be served any more (unmounted
   * meanwhile, left with requests that a kernel older than 6.9 would never send again, written by
   * another version) is closed and forgotten.
   *
   * @return empty if there is nothing to take over; the descriptors are the caller's
   */
  public static Optional<KeptConnection> take(DescriptorKeeper keeper, Path mountpoint) {
    List<Integer> devices = new ArrayList<>(keeper.taken(DescriptorKeeper.DEVICE));
    devices.addAll(keeper.taken(DescriptorKeeper.CLONES));
    List<Integer> states = keeper.taken(DescriptorKeeper.STATE);
    if (devices.isEmpty() && states.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (!devices.isEmpty() && !states.isEmpty()) {
        Optional<MountState> state =
            MountState.open(states.getLast()).filter(s -> canBeServed(s, mountpoint));
        if (state.isPresent()) {
          return Optional.of(new KeptConnection(List.copyOf(devices), state.get()));
        }
      }
      log.warn("a mount that was left for this process cannot be served any more");
    } catch (IOException e) {
      log.warn("a mount that was left for this process cannot be taken over: {}", e.getMessage());
    }
    devices.forEach(Descriptor::close);
    states.forEach(Descriptor::close);
    forget(keeper);
    return Optional.empty();
  }

  private static boolean canBeServed(MountState state, Path mountpoint) {
    Optional<MountEntry> there = new MountTable().at(mountpoint).filter(MountEntry::isOurs);
    return state.mountpoint().equals(mountpoint.toString())
        && there.map(entry -> entry.device().equals(state.device())).orElse(false)
        && (state.isDrained() || state.agreement().has(Init.HAS_RESEND));
  }

  /**
   * Has this connection outlive the process.
   *
   * @throws IOException if it cannot be handed over
   */
  public void keep(DescriptorKeeper keeper) throws IOException {
    keeper.keep(DescriptorKeeper.DEVICE, devices.subList(0, 1));
    if (devices.size() > 1) {
      keeper.keep(DescriptorKeeper.CLONES, devices.subList(1, devices.size()));
    }
    keeper.keep(DescriptorKeeper.STATE, List.of(state.descriptor()));
  }

  /** Has nothing kept any more. */
  public static void forget(DescriptorKeeper keeper) {
    for (String name :
        List.of(DescriptorKeeper.DEVICE, DescriptorKeeper.CLONES, DescriptorKeeper.STATE)) {
      try {
        keeper.forget(name);
      } catch (IOException e) {
        log.debug("{}: {}", name, e.getMessage());
      }
    }
  }
}

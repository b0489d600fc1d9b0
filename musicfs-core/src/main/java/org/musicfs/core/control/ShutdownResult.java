package org.musicfs.core.control;

import java.util.List;

/**
 * What a request to stop led to.
 *
 * @param stopped whether the daemon is going
 * @param users who holds files open, as {@code pid name}; why it is not going
 */
public record ShutdownResult(boolean stopped, List<String> users) {
  public ShutdownResult {
    users = List.copyOf(users);
  }
}

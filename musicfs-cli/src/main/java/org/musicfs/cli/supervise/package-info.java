/**
 * A small service manager for a daemon whose machine has none for it: {@link
 * org.musicfs.cli.supervise.Supervisor} starts the daemon, keeps the descriptors that are its
 * mount, and starts it again with them when it was killed or asks for it. It speaks systemd's
 * protocols ({@code NOTIFY_SOCKET}, {@code LISTEN_FDS}), so the daemon knows no difference. {@link
 * org.musicfs.cli.supervise.SupervisorMain} runs it in a JVM of its own that stays small; nothing
 * here may touch the mount, or need the command line's libraries.
 */
@NullMarked
package org.musicfs.cli.supervise;

import org.jspecify.annotations.NullMarked;

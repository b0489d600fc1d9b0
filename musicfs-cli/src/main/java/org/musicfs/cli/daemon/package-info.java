/**
 * The daemon: one process that serves one library. {@link org.musicfs.cli.daemon.Daemon} wires the
 * parts together, in this order: lock, user state and catalogue, chunk store, mount; then, after
 * the mount answers, control socket, search, sync and metrics. {@link
 * org.musicfs.cli.daemon.BackgroundDaemon} starts it as a background process and waits for its
 * {@link org.musicfs.cli.daemon.Announcement}. The main thread waits for the unmount; everything
 * else has threads of its own.
 */
@NullMarked
package org.musicfs.cli.daemon;

import org.jspecify.annotations.NullMarked;

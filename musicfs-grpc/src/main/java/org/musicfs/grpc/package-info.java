/**
 * Carries {@link org.musicfs.core.control.Control} over a Unix domain socket: {@link
 * org.musicfs.grpc.ControlServer} in the daemon, {@link org.musicfs.grpc.ControlClient} in the
 * command line. The contract is {@code proto/musicfs/v1/control.proto}; {@code Wire} translates
 * between its messages and the records of core, {@code Failures} between errors and trailers. The
 * server has one network thread, which never blocks, and small bounded pools that call the daemon;
 * the client has one network thread and blocks its caller.
 */
@NullMarked
package org.musicfs.grpc;

import org.jspecify.annotations.NullMarked;

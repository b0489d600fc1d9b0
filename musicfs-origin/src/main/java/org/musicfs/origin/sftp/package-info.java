/**
 * Origins at SFTP servers. {@link org.musicfs.origin.sftp.SftpProvider} is the way in; a {@link
 * org.musicfs.origin.sftp.ConnectionPool} keeps SSH sessions made by a {@link
 * org.musicfs.origin.sftp.Connector}, each a {@link org.musicfs.origin.sftp.Connection} that takes
 * any number of requests at once: what one operation needs goes out together and costs one round
 * trip. Names are raw bytes throughout.
 *
 * <p>SSH is Apache MINA's; the file transfer protocol above it is here, since its own client cannot
 * keep many requests under way with a deadline for each. Calls wait on futures on the caller's
 * thread; an origin has two threads for its sockets, a timer, and one more while it connects. They
 * exist from the first connection on.
 */
@NullMarked
package org.musicfs.origin.sftp;

import org.jspecify.annotations.NullMarked;

/**
 * Makes the catalogue agree with an origin. {@link org.musicfs.index.sync.SyncService} is the way
 * in: it owns one sync at a time per origin. A sync is a line of stages with bounded queues between
 * them, each feeding only the next: {@code DirectoryWalk} lists and compares on its threads, the
 * sync's own thread decides, {@code TagStage} reads what is new on its threads, {@code BatchWriter}
 * applies batches on one. What is gone is collected in {@code Vanished} and decided at the end,
 * when it is known what merely moved and how much there is of it.
 */
@NullMarked
package org.musicfs.index.sync;

import org.jspecify.annotations.NullMarked;

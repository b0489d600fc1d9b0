package org.musicfs.index.sync;

import java.util.concurrent.atomic.AtomicLong;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.core.control.SyncProgress.Phase;

/** The figures of one sync. Any thread counts, any thread looks. */
final class Counters {
  final AtomicLong directories = new AtomicLong();
  final AtomicLong files = new AtomicLong();
  final AtomicLong unchanged = new AtomicLong();
  final AtomicLong added = new AtomicLong();
  final AtomicLong changed = new AtomicLong();
  final AtomicLong moved = new AtomicLong();
  final AtomicLong removed = new AtomicLong();
  final AtomicLong heldBack = new AtomicLong();
  final AtomicLong unreadable = new AtomicLong();
  final AtomicLong problems = new AtomicLong();

  SyncProgress snapshot(String origin, Phase phase, String message) {
    return new SyncProgress(
        origin,
        phase,
        directories.get(),
        files.get(),
        unchanged.get(),
        added.get(),
        changed.get(),
        moved.get(),
        removed.get(),
        heldBack.get(),
        unreadable.get(),
        problems.get(),
        message);
  }
}

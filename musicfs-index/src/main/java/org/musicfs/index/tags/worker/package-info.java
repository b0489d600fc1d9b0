/**
 * The worker processes in which jaudiotagger decodes ID3v2 frames, and the pool around them: {@link
 * org.musicfs.index.tags.worker.WorkerPool} asks, {@link org.musicfs.index.tags.worker.WorkerMain}
 * answers in a process of its own, {@link org.musicfs.index.tags.worker.Protocol} is what passes
 * between them. The pool is thread-safe; a worker that hangs or dies is replaced and costs only the
 * file that caused it.
 */
@NullMarked
package org.musicfs.index.tags.worker;

import org.jspecify.annotations.NullMarked;

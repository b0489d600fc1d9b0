package org.musicfs.index.tags.worker;

import java.util.concurrent.CompletableFuture;
import org.musicfs.index.tags.layout.Id3Frames;

/** One request on its way to an answer, through more than one worker if need be. */
final class Call {
  private final Id3Frames frames;
  private final CompletableFuture<Protocol.Answer> answer = new CompletableFuture<>();

  /** Workers that died while decoding this; written by one dying worker's thread after another. */
  private volatile int deaths;

  Call(Id3Frames frames) {
    this.frames = frames;
  }

  Id3Frames frames() {
    return frames;
  }

  CompletableFuture<Protocol.Answer> answer() {
    return answer;
  }

  void complete(Protocol.Answer found) {
    answer.complete(found);
  }

  void abandon(String reason) {
    answer.completeExceptionally(new IllegalStateException(reason));
  }

  /** Counts a worker that died while decoding this; returns how many there are now. */
  int countDeath() {
    int count = deaths + 1;
    deaths = count;
    return count;
  }
}

package org.musicfs.cas.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.core.content.BackingFile;
import org.musicfs.core.sys.Descriptor;

/**
 * Versions stored as one file each, a copy of their chunks, under the name that the manifest gives
 * the whole. To the store a copy is a chunk, only long: its bytes are reserved before the first is
 * written, it goes as the least recently used does, a lost index finds it by its name. Once there
 * is one, its audio chunks are the first to go when room is needed: not before, as other versions
 * may share them. Thread-safe; a failing disk is an absent copy.
 */
public final class Copies {
  private final ChunkStore store;
  private final ChunkFiles files;
  private final OpenChunks open;
  private final Space space;
  private final StoreHealth health;
  private final UseClock uses;

  Copies(
      ChunkStore store,
      ChunkFiles files,
      OpenChunks open,
      Space space,
      StoreHealth health,
      UseClock uses) {
    this.store = store;
    this.files = files;
    this.open = open;
    this.space = space;
    this.health = health;
    this.uses = uses;
  }

  /**
   * A copy, if it is stored and has verified whole since the start. It is not evicted as long as it
   * is lent. Waits for nobody.
   *
   * @param whole its name
   */
  public Optional<BackingFile> lend(ChunkId whole) {
    try {
      OpenChunk file = open.acquire(whole);
      if (file == null) {
        return Optional.empty();
      }
      try {
        return file.isVerified() ? Optional.of(lend(file)) : Optional.empty();
      } finally {
        file.release();
      }
    } catch (IOException e) {
      health.readFailed();
      return Optional.empty();
    }
  }

  private BackingFile lend(OpenChunk file) throws IOException {
    OpenChunk.Touch use = new OpenChunk.Touch(ChunkClass.AUDIO, uses.millis());
    open.lend(file.id);
    boolean lent = false;
    try {
      int descriptor = Descriptor.openForReading(files.path(file.id));
      lent = true;
      return BackingFile.of(descriptor, () -> giveBack(file.id, descriptor));
    } finally {
      if (lent) {
        open.touch(file.id, use);
      } else {
        open.giveBack(file.id, use);
      }
    }
  }

  private void giveBack(ChunkId whole, int descriptor) {
    Descriptor.close(descriptor);
    open.giveBack(whole, new OpenChunk.Touch(ChunkClass.AUDIO, uses.millis()));
  }

  /**
   * Makes a copy, if all chunks are stored and there is room without evicting one of them, and
   * verifies it whole; afterwards it can be {@link #lend lent}. Reads and writes all of it: not for
   * a thread that somebody waits for.
   *
   * @param whole its name
   * @param parts its chunks in order
   * @param goesOn asked before each chunk; once it is false the copy is given up
   * @return whether it is there now
   */
  public boolean make(ChunkId whole, List<ChunkId> parts, BooleanSupplier goesOn) {
    byte[] buffer = new byte[parts.stream().mapToInt(ChunkId::length).max().orElse(0)];
    if (!files.isPresent(whole)
        && !(parts.stream().allMatch(store::isPresent) && join(whole, parts, buffer, goesOn))) {
      return false;
    }
    try {
      OpenChunk file = open.acquire(whole);
      if (file == null) {
        return false;
      }
      boolean sound;
      try {
        sound = file.verify(parts, buffer, goesOn);
      } finally {
        file.release();
      }
      if (sound) {
        open.markVerified(whole);
        space.dispensable(parts, Set.of(ChunkClass.AUDIO));
      } else {
        store.setAside(whole);
      }
      return sound;
    } catch (AbandonedException | ClosedChannelException e) {
      return false; // the store closes, or a reader of the copy was interrupted
    } catch (IOException e) {
      health.readFailed();
      return false;
    }
  }

  private boolean join(ChunkId whole, List<ChunkId> parts, byte[] buffer, BooleanSupplier goesOn) {
    return store.write(
        whole,
        new Holding(ChunkClass.AUDIO, space.holding(parts.getFirst()).origin(), false),
        Set.copyOf(parts),
        channel -> {
          for (ChunkId part : parts) {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, part.length());
            if (!goesOn.getAsBoolean()
                || store.read(part, ChunkClass.AUDIO, 0, bytes) != ChunkStore.Found.HIT) {
              throw new AbandonedException(whole + " was given up at " + part);
            }
            ChunkFiles.write(channel, buffer, 0, part.length());
          }
        });
  }

  /**
   * Fills {@code destination} from a copy. As long as that has not verified whole, the chunk alone
   * is compared with its name; a copy in which it is damaged is set aside.
   *
   * @param whole its name
   * @param part the chunk that is read
   * @param at where the chunk begins in the version
   * @param offset within the chunk, such that the destination does not reach past its end
   * @param destination heap or direct; its position moves only on success
   * @return false if there is no copy, or none to be trusted
   */
  public boolean read(ChunkId whole, ChunkId part, long at, int offset, ByteBuffer destination) {
    return store.read(whole, part, (int) at, ChunkClass.AUDIO, offset, destination)
        == ChunkStore.Found.HIT;
  }
}

package org.musicfs.cas.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.musicfs.cas.StoreConfig;
import org.musicfs.cas.chunk.ChunkClass;
import org.musicfs.cas.chunk.ChunkId;
import org.musicfs.core.content.StoreState;
import org.musicfs.core.error.UserError;
import org.musicfs.core.metrics.Metric;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.OriginId;

/**
 * The chunks on disk, within hard bounds. No byte leaves that has not verified since the start.
 * Thread-safe; blocks on local disk I/O only. A failing disk is an absent chunk, never an error of
 * the reader.
 */
public final class ChunkStore implements AutoCloseable {
  private static final int SCRATCH_BUFFERS = 4;

  /** What became of a read. */
  public enum Found {
    /** The bytes are there. */
    HIT,
    /** The chunk is not stored, or cannot be read. */
    ABSENT,
    /** What was stored was damaged and has been set aside. */
    CORRUPT
  }

  private final StoreLock lock;
  private final ChunkFiles files;
  private final OpenChunks open;
  private final Quarantine quarantine;
  private final StoreHealth health;
  private final Space space;
  private final Recovery recovery;
  private final Copies copies;
  private final Inventory inventory;
  private final Metrics metrics;
  private final UseClock uses;
  private final ExecutorService recoverer =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("chunk-recovery").factory());
  private final ArrayBlockingQueue<byte[]> scratch = new ArrayBlockingQueue<>(SCRATCH_BUFFERS);
  private final int scratchBytes;

  private ChunkStore(StoreConfig config, StoreLock lock, Metrics metrics, InstantSource clock)
      throws IOException, SQLException {
    Path directory = config.directory();
    this.lock = lock;
    this.metrics = metrics;
    this.scratchBytes = config.chunkBytes();
    this.files = new ChunkFiles(directory);
    this.open = new OpenChunks(files, config.reading().openChunks());
    this.quarantine = new Quarantine(directory.resolve("quarantine"), config.space().limitBytes());
    this.health = new StoreHealth(metrics, clock);
    FileStore disk = Files.getFileStore(files.root());
    this.space =
        new Space(
            new Room.Bounds(
                config.space().limitBytes(),
                config.space().reserveBytes(),
                quotas(config.space().quotas())),
            files,
            open,
            quarantine,
            disk::getUsableSpace,
            health,
            metrics,
            clock,
            directory.resolve("chunks.db"),
            bootId());
    this.uses = space.uses();
    this.recovery = new Recovery(space, health);
    this.copies = new Copies(this, files, open, space, health, uses);
    this.inventory = new Inventory(this, files, open, quarantine, space, health);
    boolean first = recovery.begin();
    assert first;
    recoverer.execute(recovery);
  }

  /**
   * Opens the store in {@code config.directory()}. Looks at nothing whose number grows with what is
   * stored.
   *
   * @throws UserError {@code ALREADY_RUNNING} if another process or store uses the directory
   * @throws IOException if the directory cannot be used
   */
  public static ChunkStore open(StoreConfig config, Metrics metrics, InstantSource clock)
      throws IOException {
    Files.createDirectories(config.directory(), ChunkFiles.PRIVATE_DIRECTORY);
    StoreLock lock = StoreLock.take(config.directory());
    boolean opened = false;
    try {
      ChunkStore store = new ChunkStore(config, lock, metrics, clock);
      opened = true;
      return store;
    } catch (SQLException e) {
      throw new IOException("cannot open the chunk index in " + config.directory(), e);
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  private static Map<Integer, Long> quotas(Map<OriginId, Long> byOrigin) {
    Map<Integer, Long> quotas = new HashMap<>();
    byOrigin.forEach((origin, bytes) -> quotas.put(origin.value(), bytes));
    return quotas;
  }

  /** Tells one run of the machine from the next; empty where the system does not say. */
  private static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Fills {@code destination} with the chunk's bytes from {@code offset}.
   *
   * @param offset within the chunk, such that the destination does not reach past its end
   * @param destination heap or direct; its position moves only on a hit
   */
  public Found read(ChunkId id, ChunkClass kind, int offset, ByteBuffer destination) {
    return read(id, id, 0, kind, offset, destination);
  }

  /**
   * Fills {@code destination} with bytes of a chunk out of the file it lies in, its own or a copy
   * of a whole version.
   *
   * @param id of the file
   * @param part the chunk; {@code id} if it is its own file
   * @param at where the chunk begins in the file
   * @param offset within the chunk
   */
  Found read(
      ChunkId id, ChunkId part, int at, ChunkClass kind, int offset, ByteBuffer destination) {
    // An interrupt closes a channel under all its readers: held back here, and a channel that one
    // closed in the midst of a read is opened again.
    boolean interrupted = Thread.interrupted();
    int start = destination.position();
    try {
      while (true) {
        OpenChunk chunk = open.acquire(id);
        if (chunk == null) {
          return Found.ABSENT;
        }
        boolean sound;
        try {
          sound = read(chunk, part, at, offset, destination);
          chunk.use(kind, uses.millis());
        } catch (ClosedChannelException e) {
          interrupted |= Thread.interrupted();
          destination.position(start);
          open.forget(chunk);
          continue;
        } finally {
          chunk.release();
        }
        if (sound) {
          return Found.HIT;
        }
        destination.position(start);
        setAside(id);
        return Found.CORRUPT;
      }
    } catch (IOException e) {
      destination.position(start);
      health.readFailed();
      return isOutOfTheWay(id, e) ? Found.CORRUPT : Found.ABSENT;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Of a file that has not verified only the chunk is compared. */
  private boolean read(OpenChunk file, ChunkId part, int at, int offset, ByteBuffer destination)
      throws IOException {
    if (file.isVerified()) {
      return file.read(at + offset, destination);
    }
    byte[] pooled = scratch.poll();
    byte[] buffer =
        pooled != null && pooled.length >= part.length()
            ? pooled
            : new byte[Math.max(scratchBytes, part.length())];
    try {
      if (part.equals(file.id)) {
        if (!file.verify(buffer)) {
          return false;
        }
        open.markVerified(file.id);
        return file.read(offset, destination);
      }
      if (!file.readPart(part, at, buffer)) {
        return false;
      }
      destination.put(buffer, offset, destination.remaining());
      return true;
    } finally {
      boolean ignored = scratch.offer(buffer); // what finds no place is collected
    }
  }

  /**
   * A file that cannot be read is as bad as a damaged one, unless no file can be opened; where it
   * cannot even be moved, its disk is what is broken.
   */
  boolean isOutOfTheWay(ChunkId id, IOException failure) {
    if (files.isThere(id) && !(failure instanceof NoDescriptorException)) {
      try {
        open.replaced(id);
        setAside(id);
        return true;
      } catch (IOException e) {
        health.failed("reading the chunk store failed", failure);
      }
    }
    return false;
  }

  void setAside(ChunkId id) throws IOException {
    if (space.setAside(id)) {
      metrics.increment(Metric.CHUNKS_CORRUPT);
    }
  }

  /**
   * Stores a chunk if there is room.
   *
   * @param holding what it is held as; one that is stored already stays on the account it is on
   * @return whether it is stored now; not if another thread is still storing it
   */
  public boolean put(ChunkId id, Holding holding, byte[] data, int offset) {
    if (files.isPresent(id)) {
      open.touch(id, new OpenChunk.Touch(holding.kind(), uses.millis()));
      if (holding.isPinned()) {
        inventory.pin(List.of(id), true);
      }
      return true;
    }
    return write(
        id, holding, Set.of(), channel -> ChunkFiles.write(channel, data, offset, id.length()));
  }

  /**
   * Writes a file if there is room.
   *
   * @param keep chunks that must not go for it
   */
  boolean write(ChunkId id, Holding holding, Set<ChunkId> keep, ChunkFiles.Content content) {
    Space.Grant grant = space.reserve(id, holding, keep);
    recoverIfNeeded();
    if (grant != Space.Grant.GRANTED) {
      return false;
    }
    boolean written = false;
    try {
      files.write(id, content);
      open.replaced(id);
      written = true;
    } catch (AbandonedException | ClosedByInterruptException e) {
      // Not the store's fault: the room is given back, and the thread ends as it was told to.
    } catch (NoSuchFileException e) {
      space.lost(e);
    } catch (IOException e) {
      health.failed("writing to the chunk store failed", e);
    } finally {
      if (written) {
        space.written(id);
      } else {
        space.cancel(id);
      }
    }
    recoverIfNeeded();
    return written;
  }

  /** As often as it failed, or the index turned out to be damaged. */
  private void recoverIfNeeded() {
    boolean needed = space.isDamaged() || !space.isCovered();
    if (needed && !health.isPaused() && !recoverer.isShutdown() && recovery.begin()) {
      recoverer.execute(recovery);
    }
  }

  /** Whether the chunk's file is there; it may still turn out to be damaged. */
  public boolean isPresent(ChunkId id) {
    return open.isOpen(id) || files.isPresent(id);
  }

  /** What is stored, as a whole. */
  public Inventory inventory() {
    return inventory;
  }

  /** Versions as one file each. */
  public Copies copies() {
    return copies;
  }

  /** Whether it makes sense to fetch ahead into the store. */
  public boolean admits() {
    return space.admits();
  }

  /** Writes collected access times, and looks whether a disk that failed works again. */
  public void flush() {
    space.flush();
    if (health.isProbeDue()) {
      probe();
    }
    recoverIfNeeded();
  }

  private void probe() {
    try {
      files.probe();
      if (space.hasFreeSpace()) {
        health.worked();
      }
    } catch (NoSuchFileException e) {
      space.lost(e);
    } catch (IOException e) {
      health.failed("the chunk store cannot be written", e);
    }
  }

  /** Whether it stores. */
  public StoreState state() {
    return health.state();
  }

  /** Bytes on disk, what is set aside included. */
  public long bytes() {
    return space.bytes();
  }

  /** Bytes of one class that something may push out. */
  public long bytes(ChunkClass kind) {
    return space.bytes(kind);
  }

  /** Number of chunks. */
  public long chunks() {
    return space.chunks();
  }

  /** Whether every file has a row in the index, so that chunks can be admitted. */
  public boolean isCovered() {
    return space.isCovered();
  }

  int openFiles() {
    return open.size();
  }

  @Override
  public void close() {
    recovery.stop();
    recoverer.shutdown();
    boolean interrupted = false;
    try {
      boolean ended = recoverer.awaitTermination(10, TimeUnit.SECONDS);
      assert ended : "one directory takes no ten seconds";
    } catch (InterruptedException e) {
      interrupted = true;
    }
    space.close();
    open.closeAll();
    try {
      lock.close();
    } catch (IOException e) {
      health.failed("releasing the chunk store's lock failed", e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

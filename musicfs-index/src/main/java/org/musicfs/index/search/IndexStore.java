package org.musicfs.index.search;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NIOFSDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Owns the index's files, its writer and the reader that searches share.
 *
 * <p>Nothing is opened before it is needed, and everything is closed again by {@link #release}:
 * searches are rare, and memory is the mount's.
 *
 * <p>Files are read by {@code pread} (NIOFSDirectory), not mapped: pages of a mapped index count as
 * the daemon's resident memory, all of it once a wildcard has walked the dictionary, while the page
 * cache serves both ways alike. The price is a copy per block and one rule: no thread that reads
 * may be interrupted, as that closes the file under every other reader.
 *
 * <p>One thread writes; any thread may {@link #acquire}. A reader is counted: the slot {@code
 * shown} holds one reference, each search another, and who takes the last one away closes it.
 */
final class IndexStore {
  private static final double RAM_BUFFER_MEGABYTES = 16;

  private final Path path;
  private final TagAnalyzer analyzer;
  private final AtomicReference<@Nullable DirectoryReader> shown = new AtomicReference<>();
  private volatile @Nullable Directory directory;
  private volatile @Nullable IndexWriter writer;

  IndexStore(Path path, TagAnalyzer analyzer) {
    this.path = path;
    this.analyzer = analyzer;
  }

  /** Whether what was thrown says that the files are not what was written. */
  static boolean isDamage(IOException e) {
    return e instanceof CorruptIndexException
        || e instanceof IndexFormatTooOldException
        || e instanceof IndexFormatTooNewException
        || e instanceof EOFException
        || e instanceof FileNotFoundException
        || e instanceof NoSuchFileException;
  }

  /**
   * Opens the index for writing, making an empty one where there is none.
   *
   * @return what the last commit says of itself; empty for an index that is new or not ours
   */
  Optional<Checkpoint> openWriter() throws IOException {
    IndexWriter open = writer;
    if (open == null) {
      open = new IndexWriter(directory(), writerConfig());
      writer = open;
    }
    var data = new HashMap<String, String>();
    var committed = open.getLiveCommitData();
    if (committed != null) {
      committed.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
    }
    return Checkpoint.fromUserData(data);
  }

  private IndexWriterConfig writerConfig() {
    return new IndexWriterConfig(analyzer)
        .setRAMBufferSizeMB(RAM_BUFFER_MEGABYTES)
        .setMergeScheduler(new SerialMergeScheduler()) // no threads of its own
        .setUseCompoundFile(true) // few open files
        .setCommitOnClose(false);
  }

  /** Reads every byte and compares the checksums. */
  void verify() throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory())) {
      for (LeafReaderContext leaf : reader.leaves()) {
        if (leaf.reader() instanceof CodecReader segment) {
          segment.checkIntegrity();
        }
      }
    } catch (IndexNotFoundException e) {
      // none yet
    } catch (RuntimeException e) { // names of codecs, counts and lengths are read unchecked
      throw new CorruptIndexException("unreadable", path.toString(), e);
    }
  }

  void put(Term id, Document document) throws IOException {
    opened().updateDocument(id, document);
  }

  void delete(Term id) throws IOException {
    opened().deleteDocuments(id);
  }

  void deleteAll(Query which) throws IOException {
    opened().deleteDocuments(which);
  }

  /** Documents in the index, those not committed yet included; 0 while it is not open. */
  long documents() {
    IndexWriter open = writer;
    return open == null ? 0 : open.getDocStats().numDocs;
  }

  /** Makes everything so far durable, together with the checkpoint that describes it. */
  void commit(Checkpoint checkpoint) throws IOException {
    IndexWriter open = opened();
    open.setLiveCommitData(checkpoint.toUserData().entrySet());
    open.commit();
  }

  private IndexWriter opened() {
    IndexWriter open = writer;
    if (open == null) {
      throw new IllegalStateException("the index is not open for writing");
    }
    return open;
  }

  /**
   * The index as it is now, what is written but not committed included. Any thread; to be given
   * back by {@code decRef}.
   *
   * @return empty if there is no index
   */
  Optional<DirectoryReader> acquire() throws IOException {
    while (true) {
      DirectoryReader current = shown.get();
      if (current == null) {
        DirectoryReader first = openReader();
        if (first == null) {
          return Optional.empty();
        }
        show(null, first);
      } else if (current.tryIncRef()) {
        DirectoryReader newer;
        try {
          newer = newerThan(current);
        } catch (IOException | RuntimeException e) {
          current.decRef();
          throw e;
        }
        if (newer == null) {
          return Optional.of(current);
        }
        current.decRef();
        newer.incRef(); // one for the caller, one for the slot
        show(current, newer);
        return Optional.of(newer);
      }
    }
  }

  private @Nullable DirectoryReader openReader() throws IOException {
    IndexWriter open = writer;
    try {
      return open == null ? DirectoryReader.open(directory()) : DirectoryReader.open(open);
    } catch (AlreadyClosedException e) {
      return openCommitted();
    } catch (IndexNotFoundException e) {
      return null;
    }
  }

  private @Nullable DirectoryReader openCommitted() throws IOException {
    try {
      return DirectoryReader.open(directory());
    } catch (IndexNotFoundException e) {
      return null;
    }
  }

  private @Nullable DirectoryReader newerThan(DirectoryReader current) throws IOException {
    IndexWriter open = writer;
    try {
      return open == null
          ? DirectoryReader.openIfChanged(current)
          : DirectoryReader.openIfChanged(current, open);
    } catch (AlreadyClosedException e) {
      return null; // the writer was closed meanwhile; the next search sees what it committed
    }
  }

  /** Puts a reader into the slot; if someone else was faster, theirs stays. */
  private void show(@Nullable DirectoryReader expected, DirectoryReader fresh) throws IOException {
    DirectoryReader superfluous = shown.compareAndSet(expected, fresh) ? expected : fresh;
    if (superfluous != null) {
      superfluous.decRef();
    }
  }

  private synchronized Directory directory() throws IOException {
    Directory open = directory;
    if (open == null) {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      open = new NIOFSDirectory(path);
      directory = open;
    }
    return open;
  }

  /** Closes everything; what was not committed is lost. The next use opens it again. */
  void release() throws IOException {
    IndexWriter open = writer;
    writer = null;
    try {
      if (open != null) {
        open.rollback();
      }
    } finally {
      DirectoryReader current = shown.getAndSet(null);
      if (current != null) {
        current.decRef();
      }
      closeDirectory();
    }
  }

  private synchronized void closeDirectory() throws IOException {
    Directory open = directory;
    directory = null;
    if (open != null) {
      open.close();
    }
  }

  /** Removes the index. Searches under way keep what they have open. */
  void destroy() throws IOException {
    try {
      release();
    } catch (IOException | RuntimeException e) {
      // a damaged index may fail to close; its files go all the same
      writer = null;
    }
    if (!Files.isDirectory(path)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}

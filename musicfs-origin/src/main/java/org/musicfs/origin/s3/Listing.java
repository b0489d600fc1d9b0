package org.musicfs.origin.s3;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.DirectoryListing.Entry;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginPath;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One directory of a bucket, page by page. Left out are keys that no path can be, and the object
 * whose key is the directory's own, with which some programs mark it. Where an object and a
 * directory have one name, the directory has it.
 */
final class Listing {
  /** A bucket without a key. */
  static final DirectoryListing EMPTY =
      new DirectoryListing(Stamps.DIRECTORY, List.of(), List.of(), List.of());

  private final Bucket bucket;
  private final OriginPath directory;
  private final String prefix;
  private final String name;
  private final Deadline deadline;
  private final List<Entry> files = new ArrayList<>();
  private final List<Entry> directories = new ArrayList<>();
  private final Set<OriginPath> taken = new HashSet<>();
  private boolean found;

  /**
   * @param prefix what every key in {@code directory} begins with
   * @param name of the directory, for messages
   */
  Listing(Bucket bucket, OriginPath directory, String prefix, String name, Deadline deadline) {
    this.bucket = bucket;
    this.directory = directory;
    this.prefix = prefix;
    this.name = name;
    this.deadline = deadline;
  }

  /** The whole directory; empty if no key begins with the prefix. */
  Optional<DirectoryListing> run() throws OriginException {
    @Nullable String next = null;
    do {
      String token = next;
      ListObjectsV2Response page = bucket.ask(name, client -> client.listObjectsV2(request(token)));
      add(page);
      next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
      if (Boolean.TRUE.equals(page.isTruncated()) && (next == null || next.equals(token))) {
        throw new OriginException(
            Reason.FAILED, name + ": the server does not say how its listing goes on", null);
      }
    } while (next != null);
    files.removeIf(file -> taken.contains(file.path()));
    return found
        ? Optional.of(new DirectoryListing(Stamps.DIRECTORY, files, directories, List.of()))
        : Optional.empty();
  }

  private ListObjectsV2Request request(@Nullable String token) {
    return ListObjectsV2Request.builder()
        .bucket(bucket.name())
        .prefix(prefix)
        .delimiter("/")
        .continuationToken(token)
        .overrideConfiguration(deadline.limit())
        .build();
  }

  private void add(ListObjectsV2Response page) {
    found |= !page.contents().isEmpty() || !page.commonPrefixes().isEmpty();
    for (S3Object object : page.contents()) {
      if (!object.key().endsWith("/")) {
        Keys.child(directory, prefix, object.key())
            .ifPresent(path -> files.add(new Entry(path, Stamps.of(object))));
      }
    }
    for (CommonPrefix common : page.commonPrefixes()) {
      Keys.child(directory, prefix, common.prefix())
          .filter(taken::add)
          .ifPresent(path -> directories.add(new Entry(path, Stamps.DIRECTORY)));
    }
  }
}

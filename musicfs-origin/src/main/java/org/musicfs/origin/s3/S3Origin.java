package org.musicfs.origin.s3;

import java.nio.file.Path;
import java.util.Optional;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginOptions.Timeouts;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * What lies below a prefix of a bucket. A directory is there while a key lies in it.
 *
 * <p>Absent is answered only when the bucket was reached and something lies below the prefix: a
 * prefix with nothing below it may as well be a mistyped one, and is unknown. A bucket without a
 * prefix may be empty.
 */
final class S3Origin implements Origin {
  private final OriginId id;
  private final S3Location location;
  private final Keys keys;
  private final Bucket bucket;
  private final Timeouts timeouts;

  /** Takes over closing {@code bucket}. */
  S3Origin(OriginId id, S3Location location, Bucket bucket, Timeouts timeouts) {
    this.id = id;
    this.location = location;
    this.keys = new Keys(location.prefix());
    this.bucket = bucket;
    this.timeouts = timeouts;
  }

  @Override
  public OriginId id() {
    return id;
  }

  /** Bucket and prefix, readable. */
  @Override
  public String displayName() {
    return location.display();
  }

  @Override
  public Answer<DirectoryListing> list(OriginPath directory) {
    Deadline deadline = Deadline.in(timeouts.metadata());
    try {
      Optional<String> prefix = keys.directory(directory);
      if (prefix.isPresent()) {
        Optional<DirectoryListing> listing =
            new Listing(bucket, directory, prefix.get(), name(directory), deadline).run();
        if (listing.isPresent()) {
          return new Answer.Present<>(listing.get());
        }
      }
      confirmRoot(deadline);
      return directory.isRoot() ? new Answer.Present<>(Listing.EMPTY) : new Answer.Absent<>();
    } catch (OriginException e) {
      return new Answer.Unknown<>(e);
    }
  }

  @Override
  public Answer<FileStamp> stat(OriginPath path) {
    Deadline deadline = Deadline.in(timeouts.metadata());
    try {
      Optional<HeadObjectResponse> file = head(path, deadline);
      if (file.isPresent()) {
        return new Answer.Present<>(Stamps.of(file.get()));
      }
      Optional<String> prefix = keys.directory(path);
      if (prefix.isPresent() && isAnyBelow(prefix.get(), name(path), deadline)) {
        return new Answer.Present<>(Stamps.DIRECTORY);
      }
      confirmRoot(deadline);
      return path.isRoot() ? new Answer.Present<>(Stamps.DIRECTORY) : new Answer.Absent<>();
    } catch (OriginException e) {
      return new Answer.Unknown<>(e);
    }
  }

  @Override
  public OriginReader open(OriginPath path) throws OriginException {
    Deadline deadline = Deadline.in(timeouts.read());
    Optional<HeadObjectResponse> file = head(path, deadline);
    if (file.isEmpty()) {
      confirmRoot(deadline);
      throw new OriginException(Reason.NOT_FOUND, name(path) + ": no such file", null);
    }
    Archive.refuse(file.get(), name(path));
    return new S3Reader(
        bucket, keys.file(path).orElseThrow(), name(path), Stamps.of(file.get()), timeouts.read());
  }

  /** What the bucket says of the object with this path; empty if there is none. */
  private Optional<HeadObjectResponse> head(OriginPath path, Deadline deadline)
      throws OriginException {
    Optional<String> key = keys.file(path);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          bucket.ask(
              name(path),
              client ->
                  client.headObject(
                      request ->
                          request
                              .bucket(bucket.name())
                              .key(key.get())
                              .overrideConfiguration(deadline.limit()))));
    } catch (OriginException e) {
      if (e.getCause() instanceof AwsServiceException answer && S3Failure.isNotFound(answer)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The answer to a HEAD does not tell a missing key from a missing bucket; this does. */
  private void confirmRoot(Deadline deadline) throws OriginException {
    if (!isAnyBelow(keys.root(), displayName(), deadline) && !location.prefix().isEmpty()) {
      throw new OriginException(
          Reason.NOT_FOUND, displayName() + ": nothing in the bucket begins with this", null);
    }
  }

  private boolean isAnyBelow(String prefix, String name, Deadline deadline) throws OriginException {
    return !bucket
        .ask(
            name,
            client ->
                client.listObjectsV2(
                    request ->
                        request
                            .bucket(bucket.name())
                            .prefix(prefix)
                            .maxKeys(1)
                            .overrideConfiguration(deadline.limit())))
        .contents()
        .isEmpty();
  }

  @Override
  public Optional<Path> localPath(OriginPath path) {
    return Optional.empty();
  }

  @Override
  public void close() {
    bucket.close();
  }

  private String name(OriginPath path) {
    return path.isRoot() ? displayName() : displayName() + "/" + path;
  }
}

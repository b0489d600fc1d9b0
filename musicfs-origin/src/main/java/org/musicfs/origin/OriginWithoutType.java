package org.musicfs.origin;

import java.nio.file.Path;
import java.util.Optional;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.origin.OriginSpec;

/**
 * An origin of the library that nothing here can reach, since its type is not there any more: out
 * of reach until it is. Immutable.
 */
final class OriginWithoutType implements Origin {
  private final OriginSpec spec;

  OriginWithoutType(OriginSpec spec) {
    this.spec = spec;
  }

  @Override
  public OriginId id() {
    return spec.id();
  }

  @Override
  public String displayName() {
    return OriginSpec.display(spec.location());
  }

  @Override
  public Answer<DirectoryListing> list(OriginPath directory) {
    return new Answer.Unknown<>(unreachable());
  }

  @Override
  public Answer<FileStamp> stat(OriginPath path) {
    return new Answer.Unknown<>(unreachable());
  }

  @Override
  public OriginReader open(OriginPath path) throws OriginException {
    throw unreachable();
  }

  private OriginException unreachable() {
    return new OriginException(
        OriginException.Reason.UNREACHABLE,
        displayName() + ": this musicfs has no origins of type '" + spec.type() + "'",
        null);
  }

  @Override
  public Optional<Path> localPath(OriginPath path) {
    return Optional.empty();
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}

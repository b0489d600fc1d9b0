package org.musicfs.core.testing;

import java.util.ArrayList;
import java.util.List;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginPath;

/** The fake keeps the contract that the real ones keep. */
final class FakeOriginTest extends OriginContract {
  private final FakeOrigin origin = new FakeOrigin(1);

  @Override
  protected Origin origin() {
    return origin;
  }

  @Override
  protected void put(OriginPath path, byte[] bytes) {
    origin.put(path, bytes);
  }

  @Override
  protected void remove(OriginPath path) {
    origin.remove(path.toString());
  }

  @Override
  protected void move(OriginPath from, OriginPath to) {
    origin.move(from.toString(), to.toString());
  }

  @Override
  protected void disconnect() {
    origin.unreachable(true);
  }

  @Override
  protected String fingerprint() {
    List<DirectoryListing.Entry> all = new ArrayList<>(listing(OriginPath.ROOT).files());
    all.addAll(listing(path("x/y")).files());
    return all.toString();
  }
}

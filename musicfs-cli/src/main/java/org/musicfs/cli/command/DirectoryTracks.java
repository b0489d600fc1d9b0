package org.musicfs.cli.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.CachePolicy;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginId;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.core.origin.OriginSpec;
import org.musicfs.index.catalogue.TrackListing;
import org.musicfs.index.tags.TagReaderConfig;
import org.musicfs.index.tags.WorkerTagReader;
import org.musicfs.origin.local.LocalOrigins;

/** The tracks of a directory, read from its files: for trying something before mounting. */
final class DirectoryTracks {
  private static final int MAX_DEPTH = 64;
  private static final int PROGRESS_EVERY = 250;

  private final CommandContext context;

  DirectoryTracks(CommandContext context) {
    this.context = context;
  }

  private record Level(OriginPath path, int depth) {}

  /**
   * Reads every audio file below a directory.
   *
   * @throws UserError {@code ORIGIN} if the directory is missing or cannot be listed
   */
  void forEach(String typed, TrackListing.Visitor visitor) {
    LocalOrigins local = new LocalOrigins();
    OriginSpec spec =
        new OriginSpec(
            new OriginId(1), LocalOrigins.TYPE, local.location(typed), CachePolicy.FALSE);
    try (Origin origin = local.create(spec);
        WorkerTagReader reader = WorkerTagReader.open(TagReaderConfig.defaults(), new Metrics())) {
      Deque<Level> todo = new ArrayDeque<>();
      todo.add(new Level(OriginPath.ROOT, 0));
      int read = 0;
      while (!todo.isEmpty()) {
        Level level = todo.remove();
        DirectoryListing listing = list(origin, level.path());
        for (DirectoryListing.Entry file : listing.files()) {
          if (reader.isAudioName(file.path().name())) {
            read(origin, reader, file, visitor);
            progress(++read);
          }
        }
        if (level.depth() < MAX_DEPTH) {
          listing.directories().forEach(d -> todo.add(new Level(d.path(), level.depth() + 1)));
        }
      }
      progress(0);
    }
  }

  private DirectoryListing list(Origin origin, OriginPath path) {
    return switch (origin.list(path)) {
      case Answer.Present<DirectoryListing> present -> present.value();
      case Answer.Absent<DirectoryListing> absent -> nothing(path + " is gone");
      case Answer.Unknown<DirectoryListing> unknown when path.isRoot() ->
          throw new UserError(ExitCode.ORIGIN, String.valueOf(unknown.cause().getMessage()), "");
      case Answer.Unknown<DirectoryListing> unknown ->
          nothing(String.valueOf(unknown.cause().getMessage()));
    };
  }

  private DirectoryListing nothing(String why) {
    context.err().println("left out: " + why);
    return new DirectoryListing(new FileStamp(0, 0, 0, 0, 0, ""), List.of(), List.of(), List.of());
  }

  private void read(
      Origin origin,
      WorkerTagReader reader,
      DirectoryListing.Entry file,
      TrackListing.Visitor visitor) {
    try (OriginReader open = origin.open(file.path())) {
      TrackMetadata metadata = reader.read(file.path(), file.stamp().sizeBytes(), open);
      visitor.track(origin.id(), file.path(), metadata.tags(), metadata.format());
    } catch (OriginException e) {
      context.err().println("left out: " + e.getMessage());
    }
  }

  private void progress(int read) {
    if (context.terminal().interactive() && read % PROGRESS_EVERY == 0) {
      context.err().print("\r\u001b[K" + (read == 0 ? "" : read + " files"));
      context.err().flush();
    }
  }
}

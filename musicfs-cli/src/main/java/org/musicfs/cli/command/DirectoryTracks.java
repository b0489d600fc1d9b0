package org.musicfs.cli.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.musicfs.cli.context.CommandContext;
import org.musicfs.cli.output.ProgressLine;
import org.musicfs.core.audio.TrackMetadata;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.metrics.Metrics;
import org.musicfs.core.origin.Answer;
import org.musicfs.core.origin.DirectoryListing;
import org.musicfs.core.origin.FileStamp;
import org.musicfs.core.origin.Origin;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginPath;
import org.musicfs.core.origin.OriginReader;
import org.musicfs.index.catalogue.TrackListing;
import org.musicfs.index.tags.Reading;
import org.musicfs.index.tags.TagReaderConfig;
import org.musicfs.index.tags.WorkerTagReader;

/** The tracks of a directory, read from its files: for trying something before mounting. */
final class DirectoryTracks {
  private static final int MAX_DEPTH = 64;

  private final CommandContext context;
  private final ProgressLine progress;

  DirectoryTracks(CommandContext context) {
    this.context = context;
    this.progress = context.progressLine();
  }

  /** As if they were all added now. */
  private final long addedMillis = System.currentTimeMillis();

  private record Level(OriginPath path, int depth) {}

  /**
   * Reads every audio file below a directory.
   *
   * @throws UserError {@code ORIGIN} if the directory is missing or cannot be listed
   */
  void forEach(String typed, TrackListing.Visitor visitor) {
    try (Origin origin = OriginAccess.open(context, typed);
        WorkerTagReader reader =
            WorkerTagReader.open(
                TagReaderConfig.defaults(), context.config().config().tags(), new Metrics())) {
      Deque<Level> todo = new ArrayDeque<>();
      todo.add(new Level(OriginPath.ROOT, 0));
      int read = 0;
      while (!todo.isEmpty()) {
        Level level = todo.remove();
        DirectoryListing listing = list(origin, level.path());
        for (DirectoryListing.Entry file : listing.files()) {
          if (reader.isAudioName(file.path().name())) {
            read(origin, reader, file, visitor);
            progress.show(++read + " files");
          }
        }
        if (level.depth() < MAX_DEPTH) {
          listing.directories().forEach(d -> todo.add(new Level(d.path(), level.depth() + 1)));
        }
      }
      progress.clear();
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
    leftOut(why);
    return new DirectoryListing(new FileStamp(0, 0, 0, 0, 0, ""), List.of(), List.of(), List.of());
  }

  private void read(
      Origin origin,
      WorkerTagReader reader,
      DirectoryListing.Entry file,
      TrackListing.Visitor visitor) {
    try (OriginReader open = origin.open(file.path())) {
      if (reader.read(file.path(), file.stamp().sizeBytes(), open)
          instanceof Reading.Audio(TrackMetadata metadata)) {
        visitor.track(origin.id(), file.path(), metadata.tags(), metadata.format(), addedMillis);
      }
    } catch (OriginException e) {
      leftOut(String.valueOf(e.getMessage()));
    }
  }

  private void leftOut(String why) {
    progress.clear();
    context.err().println("left out: " + why);
  }
}

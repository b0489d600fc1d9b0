package org.musicfs.grpc;

import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;

/** Makes calls and turns what goes wrong into what the daemon threw, or a {@link UserError}. */
final class Requests {
  private final Path socket;

  /**
   * @param socket where the daemon answers, for errors
   */
  Requests(Path socket) {
    this.socket = socket;
  }

  static Deadline in(Duration limit) {
    return Deadline.after(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Calls; limit is what the call was given, for the error. */
  <T> T plain(Duration limit, Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw unexpected(failure(e, limit));
    }
  }

  /** The same, for a call that may fail with a {@link ContentException}. */
  <T> T content(Duration limit, Supplier<T> call) throws ContentException {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      Exception failure = failure(e, limit);
      if (failure instanceof ContentException content) {
        throw content;
      }
      throw unexpected(failure);
    }
  }

  static UserError unexpected(Exception failure) {
    return failure instanceof UserError user
        ? user
        : new UserError(ExitCode.FAILURE, String.valueOf(failure.getMessage()), "");
  }

  /** What the daemon threw, or what stands for a broken connection. */
  Exception failure(StatusRuntimeException e, Duration limit) {
    return Failures.fromStatus(e).orElseGet(() -> transportFailure(e.getStatus(), limit));
  }

  private UserError transportFailure(Status status, Duration limit) {
    return switch (status.getCode()) {
      case UNAVAILABLE -> notRunning(socket);
      case DEADLINE_EXCEEDED ->
          new UserError(
              ExitCode.FAILURE,
              "the daemon did not answer within " + limit.toSeconds() + " s",
              "try again; if it stays so, its log says what it is doing");
      case UNIMPLEMENTED ->
          new UserError(
              ExitCode.FAILURE,
              "the daemon does not know this request: it runs another version of musicfs",
              "restart it: musicfs unmount, then musicfs mount");
      default ->
          new UserError(
              ExitCode.FAILURE,
              "the daemon could not be asked: " + status.getCode() + " " + status.getDescription(),
              "its log says more");
    };
  }

  static UserError notRunning(Path socket) {
    return new UserError(
        ExitCode.NOT_RUNNING,
        "no daemon answers at " + socket,
        "start one: musicfs mount ORIGIN MOUNTPOINT");
  }

  static UserError notOurs(Path socket) {
    return new UserError(
        ExitCode.ENVIRONMENT,
        "the control socket " + socket + " belongs to someone else",
        "run the command as the user who runs the daemon");
  }
}

package org.musicfs.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Arrays;
import java.util.Optional;
import org.musicfs.core.content.ContentException;
import org.musicfs.core.error.ExitCode;
import org.musicfs.core.error.UserError;
import org.musicfs.core.search.SearchException;
import org.musicfs.grpc.v1.ContentProblem;
import org.musicfs.grpc.v1.ErrorDetail;
import org.musicfs.grpc.v1.SearchUnavailable;
import org.musicfs.grpc.v1.UserProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries errors across: an error of {@code Control} becomes a gRPC status with an {@link
 * ErrorDetail} in the trailer {@code musicfs-error-bin}, and the same error again on the other
 * side. What has no detail (a bug) is logged here, once, and named to the client.
 */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  /** Serialised {@link ErrorDetail}. */
  private static final Metadata.Key<byte[]> DETAIL =
      Metadata.Key.of("musicfs-error-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** Longer texts are cut, so that a trailer always fits what a client takes. */
  static final int MAX_TEXT = 4_000;

  private static final int MAX_DESCRIPTION = 200;

  private Failures() {}

  /**
   * The status a failed call ends with.
   *
   * @param query what was searched for, to point at the place that is wrong; else empty
   */
  static StatusRuntimeException toStatus(Throwable failure, String query) {
    return switch (failure) {
      case UserError e -> withDetail(Status.FAILED_PRECONDITION, userDetail(e));
      case SearchException e when e.reason() == SearchException.Reason.BAD_QUERY ->
          withDetail(Status.INVALID_ARGUMENT, userDetail(QueryErrors.toUserError(e, query)));
      case SearchException e ->
          withDetail(
              Status.UNAVAILABLE,
              detail(e).setSearchUnavailable(SearchUnavailable.getDefaultInstance()).build());
      case ContentException e ->
          withDetail(
              Status.UNAVAILABLE,
              detail(e)
                  .setContent(ContentProblem.newBuilder().setReason(toProto(e.reason())))
                  .build());
      case InterruptedException e ->
          withDetail(
              Status.UNAVAILABLE,
              userDetail(
                  new UserError(
                      ExitCode.NOT_RUNNING,
                      "the daemon stopped before it was done",
                      "what was begun goes on at its next start")));
      default -> {
        log.error("A call of the control API failed", failure);
        yield withDetail(
            Status.INTERNAL,
            userDetail(
                new UserError(
                    ExitCode.FAILURE, "the daemon failed: " + failure, "its log says more")));
      }
    };
  }

  private static StatusRuntimeException withDetail(Status status, ErrorDetail detail) {
    Metadata trailers = new Metadata();
    trailers.put(DETAIL, detail.toByteArray());
    return status
        .withDescription(shortened(detail.getMessage(), MAX_DESCRIPTION))
        .asRuntimeException(trailers);
  }

  private static ErrorDetail.Builder detail(Exception e) {
    return ErrorDetail.newBuilder().setMessage(shortened(String.valueOf(e.getMessage()), MAX_TEXT));
  }

  private static ErrorDetail userDetail(UserError e) {
    return detail(e)
        .setUser(
            UserProblem.newBuilder()
                .setExitCode(e.exitCode().code())
                .setRemedy(shortened(e.remedy(), MAX_TEXT)))
        .build();
  }

  private static String shortened(String text, int limit) {
    return text.length() <= limit ? text : text.substring(0, limit - 1) + "…";
  }

  /** The error a status was made of; empty if it carries no detail: the transport failed. */
  static Optional<Exception> fromStatus(StatusRuntimeException failure) {
    Metadata trailers = failure.getTrailers();
    byte[] bytes = trailers == null ? null : trailers.get(DETAIL);
    if (bytes == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(fromDetail(ErrorDetail.parseFrom(bytes)));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static Exception fromDetail(ErrorDetail detail) {
    String message = detail.getMessage();
    return switch (detail.getKindCase()) {
      case USER ->
          new UserError(
              exitCode(detail.getUser().getExitCode()), message, detail.getUser().getRemedy());
      case SEARCH_UNAVAILABLE ->
          new SearchException(SearchException.Reason.UNAVAILABLE, message, null);
      case CONTENT ->
          new ContentException(fromProto(detail.getContent().getReason()), message, null);
      case KIND_NOT_SET -> new UserError(ExitCode.FAILURE, message, "");
    };
  }

  /** A code this client does not know yet is a plain failure. */
  private static ExitCode exitCode(int code) {
    return Arrays.stream(ExitCode.values())
        .filter(known -> known.code() == code)
        .findFirst()
        .orElse(ExitCode.FAILURE);
  }

  private static ContentProblem.Reason toProto(ContentException.Reason reason) {
    return switch (reason) {
      case UNKNOWN_VERSION -> ContentProblem.Reason.REASON_UNKNOWN_VERSION;
      case UNAVAILABLE -> ContentProblem.Reason.REASON_UNAVAILABLE;
      case CHANGED -> ContentProblem.Reason.REASON_CHANGED;
      case TIMED_OUT -> ContentProblem.Reason.REASON_TIMED_OUT;
      case CORRUPT -> ContentProblem.Reason.REASON_CORRUPT;
    };
  }

  private static ContentException.Reason fromProto(ContentProblem.Reason reason) {
    return switch (reason) {
      case REASON_UNKNOWN_VERSION -> ContentException.Reason.UNKNOWN_VERSION;
      case REASON_UNAVAILABLE, REASON_UNSPECIFIED, UNRECOGNIZED ->
          ContentException.Reason.UNAVAILABLE;
      case REASON_CHANGED -> ContentException.Reason.CHANGED;
      case REASON_TIMED_OUT -> ContentException.Reason.TIMED_OUT;
      case REASON_CORRUPT -> ContentException.Reason.CORRUPT;
    };
  }
}

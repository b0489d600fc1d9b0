package org.musicfs.origin.s3;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.http.NoHttpResponseException;
import org.musicfs.core.error.UserError;
import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** What the SDK throws, as callers of an origin get it: a reason, and plain words. */
final class S3Failure {
  private S3Failure() {}

  /** The failure of an operation on {@code name}. */
  static OriginException about(String name, RuntimeException failure) {
    if (failure instanceof AwsServiceException answer) {
      return new OriginException(reason(answer), name + ": " + words(answer), failure);
    }
    if (failure instanceof UserError) {
      return new OriginException(Reason.DENIED, name + ": " + failure.getMessage(), failure);
    }
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException) {
      return new OriginException(Reason.UNREACHABLE, name + ": no answer in time", failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return new OriginException(
            Reason.UNREACHABLE, name + ": unknown host " + cause.getMessage(), failure);
      }
      if (cause instanceof ConnectException) {
        return new OriginException(
            Reason.UNREACHABLE, name + ": no connection: " + cause.getMessage(), failure);
      }
      if (cause instanceof SSLException) {
        return new OriginException(
            Reason.UNREACHABLE, name + ": no secure connection: " + cause.getMessage(), failure);
      }
      if (cause instanceof IOException) {
        return new OriginException(
            Reason.UNREACHABLE, name + ": the connection broke: " + cause.getMessage(), failure);
      }
    }
    String message = String.valueOf(failure.getMessage());
    if (message.startsWith("Unable to load credentials")
        || message.contains("Profile file contained no credentials")) {
      return new OriginException(
          Reason.DENIED, name + ": there are no credentials for this bucket", failure);
    }
    return new OriginException(Reason.FAILED, name + ": " + message, failure);
  }

  /**
   * Whether the server says that the key is not there; it may be the bucket, if it says no more.
   */
  static boolean isNotFound(AwsServiceException answer) {
    return answer.statusCode() == 404;
  }

  /** Whether the connection had been closed or was reset by the server. */
  static boolean isDeadConnection(RuntimeException failure) {
    if (failure instanceof ApiCallTimeoutException) {
      return false;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoHttpResponseException
          || (cause instanceof SocketException && !(cause instanceof ConnectException))) {
        return true;
      }
    }
    return false;
  }

  private static Reason reason(AwsServiceException answer) {
    int status = answer.statusCode();
    return switch (code(answer)) {
      case "NoSuchBucket" -> Reason.UNREACHABLE;
      case "PreconditionFailed" -> Reason.CHANGED;
      case "SlowDown", "RequestTimeout", "ServiceUnavailable" -> Reason.UNREACHABLE;
      case "RequestTimeTooSkewed", "InvalidAccessKeyId", "SignatureDoesNotMatch" -> Reason.DENIED;
      default ->
          switch (status) {
            case 401, 403 -> Reason.DENIED;
            case 404 -> Reason.NOT_FOUND;
            case 412 -> Reason.CHANGED;
            case 429, 502, 503, 504 -> Reason.UNREACHABLE;
            default -> Reason.FAILED;
          };
    };
  }

  private static String words(AwsServiceException answer) {
    return switch (code(answer)) {
      case "NoSuchBucket" -> "there is no such bucket";
      case "RequestTimeTooSkewed" ->
          "the clocks of this machine and of the server differ too much: set this one's";
      case "InvalidAccessKeyId" -> "the server does not know this access key";
      case "SignatureDoesNotMatch" -> "the secret key is wrong";
      case "ExpiredToken" -> "the credentials have expired";
      case "InvalidObjectState" -> "it is archived: restore it first";
      case "PreconditionFailed" -> "it is not what it was when it was opened";
      default ->
          switch (answer.statusCode()) {
            case 401, 403 -> "access denied";
            case 404 -> "no such file";
            case 412 -> "it is not what it was when it was opened";
            case 301 -> "the bucket is in another region: say in which with " + S3Provider.REGION;
            default -> "the server answers " + answer.statusCode() + " " + code(answer);
          };
    };
  }

  private static String code(AwsServiceException answer) {
    var details = answer.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }
}

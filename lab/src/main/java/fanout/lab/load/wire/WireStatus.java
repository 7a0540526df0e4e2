package fanout.lab.load.wire;

import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What gRPC makes of the ends of a stream (gRPC over HTTP/2, "Responses" and "Errors"; HTTP to gRPC
 * status code mapping).
 */
final class WireStatus {
  private static final AsciiString CODE = AsciiString.cached("grpc-status");
  private static final AsciiString MESSAGE = AsciiString.cached("grpc-message");
  private static final AsciiString OK = AsciiString.cached("200");
  private static final int HEX = 16;

  private WireStatus() {}

  static boolean isOk(Http2Headers headers) {
    CharSequence status = headers.status();
    return status != null && OK.contentEquals(status);
  }

  /** Headers that others follow. */
  static boolean isInformational(Http2Headers headers) {
    CharSequence status = headers.status();
    return status != null && !status.isEmpty() && status.charAt(0) == '1';
  }

  /** Of the last headers of a stream, or the first where they are no answer. */
  static Status of(Http2Headers headers) {
    CharSequence code = headers.get(CODE);
    if (code == null) {
      return ofHttp(headers.status());
    }
    Status status = Status.fromCodeValue(number(code));
    CharSequence message = headers.get(MESSAGE);
    return message == null ? status : status.withDescription(decoded(message));
  }

  private static int number(CharSequence text) {
    try {
      return Integer.parseInt(text, 0, text.length(), 10);
    } catch (NumberFormatException e) {
      return -1; // unknown, in Status' words
    }
  }

  private static Status ofHttp(@Nullable CharSequence status) {
    String text = status == null ? "" : status.toString();
    Status mapped =
        switch (text) {
          case "400", "431" -> Status.INTERNAL;
          case "401" -> Status.UNAUTHENTICATED;
          case "403" -> Status.PERMISSION_DENIED;
          case "404" -> Status.UNIMPLEMENTED;
          case "429", "502", "503", "504" -> Status.UNAVAILABLE;
          default -> Status.UNKNOWN;
        };
    return mapped.withDescription(
        text.isEmpty() ? "an end without a status" : "HTTP status %s, not gRPC".formatted(text));
  }

  static Status ofReset(long code) {
    Http2Error error = Http2Error.valueOf(code);
    Status status =
        switch (error) {
          case NO_ERROR, REFUSED_STREAM -> Status.UNAVAILABLE;
          case CANCEL -> Status.CANCELLED;
          case ENHANCE_YOUR_CALM -> Status.RESOURCE_EXHAUSTED;
          case INADEQUATE_SECURITY -> Status.PERMISSION_DENIED;
          case HTTP_1_1_REQUIRED -> Status.UNKNOWN;
          case null, default -> Status.INTERNAL;
        };
    return status.withDescription(
        "the stream was reset: %s".formatted(error == null ? code : error));
  }

  /** Percent-encoded UTF-8; what is malformed stays as it is. */
  static String decoded(CharSequence message) {
    byte[] bytes = new byte[message.length()];
    int length = 0;
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      int high = i + 2 < message.length() ? Character.digit(message.charAt(i + 1), HEX) : -1;
      int low = high < 0 ? -1 : Character.digit(message.charAt(i + 2), HEX);
      if (c == '%' && low >= 0) {
        bytes[length++] = (byte) (high * HEX + low);
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}

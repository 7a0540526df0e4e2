package fanout.lab.trace;

import org.jspecify.annotations.Nullable;

/** A Jaeger does not answer, or not what was asked; the message says where and what. */
public final class JaegerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JaegerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package fanout.backend.service;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import fanout.backend.fault.Fault;
import fanout.runtime.spec.Spec;
import fanout.v1.AppliedBehavior;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Objects;

/**
 * Errors as callers see them. The {@code google.rpc.Status} in the trailer {@code
 * grpc-status-details-bin} holds an {@link ErrorInfo} and the {@link AppliedBehavior}, so that a
 * failure tells as much about its backend as an answer does.
 */
final class SimulatedErrors {
  private static final String DOMAIN = "fanout.v1";

  private SimulatedErrors() {}

  /** The description says that the error is simulated, and by which fault. */
  static Status status(Status.Code code, Fault fault, String backend) {
    return code.toStatus()
        .withDescription("simulated by '%s' on %s".formatted(Spec.print(fault), backend));
  }

  /** Puts the details into {@code trailers}. */
  static void explain(Metadata trailers, Status status, String reason, AppliedBehavior applied) {
    String description = Objects.requireNonNullElse(status.getDescription(), "");
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setReason(reason)
            .setDomain(DOMAIN)
            .putMetadata("backend", applied.getBackend())
            .build();
    StatusRuntimeException explained =
        StatusProto.toStatusRuntimeException(
            com.google.rpc.Status.newBuilder()
                .setCode(status.getCode().value())
                .setMessage(description)
                .addDetails(Any.pack(info))
                .addDetails(Any.pack(applied))
                .build());
    trailers.merge(Objects.requireNonNull(explained.getTrailers()));
  }
}

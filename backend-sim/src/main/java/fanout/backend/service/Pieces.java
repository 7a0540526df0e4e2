package fanout.backend.service;

import fanout.runtime.server.BoundMethods;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;

/**
 * Lets the reply of a unary method leave in pieces. For a method of type UNARY grpc-java flushes
 * headers and message together with the trailers; for a streaming one it flushes each. On the wire
 * the two types are the same, so a server may bind one as the other without its callers noticing.
 * Pieces that are sent in one go still share a write: Netty's write queue gathers them.
 */
public final class Pieces {
  private Pieces() {}

  /** The service with its unary methods bound as server-streaming ones. */
  public static ServerServiceDefinition of(ServerServiceDefinition service) {
    return BoundMethods.of(service, Pieces::streaming);
  }

  private static <Q, R> ServerMethodDefinition<Q, R> streaming(
      ServerMethodDefinition<Q, R> method) {
    MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
    return descriptor.getType() == MethodType.UNARY
        ? ServerMethodDefinition.create(
            descriptor.toBuilder().setType(MethodType.SERVER_STREAMING).build(),
            method.getServerCallHandler())
        : method;
  }
}

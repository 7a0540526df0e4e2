package fanout.backend.service;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.List;

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
    ServiceDescriptor descriptor = service.getServiceDescriptor();
    List<? extends ServerMethodDefinition<?, ?>> methods =
        service.getMethods().stream().map(Pieces::streaming).toList();
    ServiceDescriptor.Builder described =
        ServiceDescriptor.newBuilder(descriptor.getName())
            .setSchemaDescriptor(descriptor.getSchemaDescriptor());
    methods.forEach(method -> described.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder bound = ServerServiceDefinition.builder(described.build());
    methods.forEach(bound::addMethod);
    return bound.build();
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

package fanout.runtime.server;

import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.List;
import java.util.function.Function;

/** Binds the methods of a service anew: with other marshallers, another type, another handler. */
public final class BoundMethods {
  private BoundMethods() {}

  /**
   * The service under its name and schema, for reflection goes by them, with other methods.
   *
   * @param bind what becomes of each; it keeps the method's name
   */
  public static ServerServiceDefinition of(
      ServerServiceDefinition service,
      Function<ServerMethodDefinition<?, ?>, ServerMethodDefinition<?, ?>> bind) {
    ServiceDescriptor descriptor = service.getServiceDescriptor();
    List<? extends ServerMethodDefinition<?, ?>> methods =
        service.getMethods().stream().map(bind).toList();
    ServiceDescriptor.Builder described =
        ServiceDescriptor.newBuilder(descriptor.getName())
            .setSchemaDescriptor(descriptor.getSchemaDescriptor());
    methods.forEach(method -> described.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder bound = ServerServiceDefinition.builder(described.build());
    methods.forEach(bound::addMethod);
    return bound.build();
  }
}

package fanout.lab.load.unary;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import fanout.runtime.spec.SpecException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The services that can be called, as somebody describes them. Thread-safe. */
public sealed interface Schema permits ReflectedSchema, ProtosetSchema {
  /**
   * A service by its full name.
   *
   * @throws io.grpc.StatusRuntimeException if a server that is to be asked does not tell
   */
  Optional<ServiceDescriptor> service(String name);

  /** The full names of all services. */
  List<String> services();

  /**
   * A unary method.
   *
   * @param name {@code package.Service/Method} or {@code package.Service.Method}
   * @throws SpecException that lists what there is, if there is no such method, or it streams
   */
  default MethodDescriptor unary(String name) {
    int split = Math.max(name.lastIndexOf('/'), name.lastIndexOf('.'));
    SpecException.require(split > 0, "--call", name, "package.Service/Method");
    ServiceDescriptor service =
        service(name.substring(0, split))
            .orElseThrow(
                () ->
                    new SpecException(
                        "--call", name, "a method of " + String.join(", ", services())));
    MethodDescriptor method = service.findMethodByName(name.substring(split + 1));
    if (method == null || !isUnary(method)) {
      String unary =
          service.getMethods().stream()
              .filter(Schema::isUnary)
              .map(MethodDescriptor::getName)
              .collect(Collectors.joining(", "));
      String none = unary.isEmpty() ? "none" : unary;
      String streams = method == null ? "" : "; " + method.getName() + " streams";
      throw new SpecException(
          "--call",
          name,
          "a unary method of %s: %s%s".formatted(service.getFullName(), none, streams));
    }
    return method;
  }

  private static boolean isUnary(MethodDescriptor method) {
    return !method.isClientStreaming() && !method.isServerStreaming();
  }
}

package fanout.benchmarks.profile;

import java.util.Arrays;
import java.util.List;

/** Whose code a method is. */
enum Layer {
  FANOUT("fanout", "#e8833a", "fanout."),
  TELEMETRY("OpenTelemetry", "#b07cc6", "io.opentelemetry."),
  PROTOBUF("protobuf", "#5aa469", "com.google.protobuf.", "io.grpc.protobuf."),
  NETTY("Netty", "#6f9bd1", "io.netty.", "io.perfmark."),
  GRPC("gRPC", "#d9c24a", "io.grpc."),
  OTHER("JDK and others", "#c2c2c2");

  private final String label;
  private final String colour;
  private final List<String> packages;

  Layer(String label, String colour, String... packages) {
    this.label = label;
    this.colour = colour;
    this.packages = List.of(packages);
  }

  /** To be shown. */
  String label() {
    return label;
  }

  /** As CSS has it. */
  String colour() {
    return colour;
  }

  /** Of a method by its full name; what is not known is {@link #OTHER}. */
  static Layer of(String method) {
    return Arrays.stream(values())
        .filter(layer -> layer.packages.stream().anyMatch(method::startsWith))
        .findFirst()
        .orElse(OTHER);
  }
}

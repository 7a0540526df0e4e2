package fanout.lab.trace;

import java.util.Map;

/**
 * The process that a span comes from. Immutable and thread-safe.
 *
 * @param attributes OpenTelemetry's resource attributes, in the order of writing
 */
public record Resource(Map<String, Value> attributes) {
  /** The attribute that names the service. */
  public static final String SERVICE_NAME = "service.name";

  /** Takes a copy. */
  public Resource {
    attributes = Value.copy(attributes);
  }

  /** A resource with nothing but a name. */
  public static Resource of(String service) {
    return new Resource(Map.of(SERVICE_NAME, new Value.Text(service)));
  }

  /** Name of the service; {@code unknown_service} where it has none, as the conventions ask. */
  public String service() {
    Value name = attributes.get(SERVICE_NAME);
    return name == null ? "unknown_service" : name.text();
  }
}

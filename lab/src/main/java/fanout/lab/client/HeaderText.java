package fanout.lab.client;

import fanout.runtime.server.SimulationMetadata;
import fanout.runtime.spec.SpecException;
import io.grpc.Metadata;

/** Texts in request metadata, where gRPC turns what is not ASCII into question marks. */
public final class HeaderText {
  private HeaderText() {}

  /**
   * A text as it is.
   *
   * @param field that asked for it, with the name of the header
   * @param otherwise how else it could be sent; may be empty
   * @throws SpecException if a character of it cannot travel
   */
  public static String checked(String field, String text, String otherwise) {
    SpecException.require(
        text.chars().allMatch(c -> c >= ' ' && c <= '~'),
        field,
        text,
        "ASCII from space to ~" + otherwise);
    return text;
  }

  /**
   * Metadata with behaviour aimed at the backends, in which {@code µs} travels as {@code us}.
   *
   * @throws SpecException if it has any other character that cannot travel
   */
  public static Metadata simulation(String behavior) {
    Metadata headers = new Metadata();
    String name = SimulationMetadata.SIM.name();
    headers.put(SimulationMetadata.SIM, checked(name, behavior.replace("µs", "us"), ""));
    return headers;
  }
}

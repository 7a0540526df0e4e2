package fanout.lab.testbed;

import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * How the manifests start a program: what the only container of a Deployment is told. Immutable.
 *
 * @param name of the Deployment
 * @param image repository and tag
 * @param arguments behind the image's entry point
 * @param environment by name, in order; {@code $(NAME)} refers to one before it
 * @param fields what the kubelet fills in, by the variable's name: {@code metadata.name}
 * @param memoryBytes the container's limit
 * @param processors the container's limit, rounded up
 */
record PodTemplate(
    String name,
    String image,
    List<String> arguments,
    Map<String, String> environment,
    Map<String, String> fields,
    long memoryBytes,
    int processors) {
  /** The rendering of {@code k8s/base}, as this build has it. */
  private static final String RENDERING = "base.yaml";

  private static final Pattern REFERENCE = Pattern.compile("\\$\\((\\w+)\\)");
  private static final Pattern QUANTITY = Pattern.compile("(\\d+)(m|Mi|Gi|)");

  /** The Deployments of the committed rendering, by name. */
  static Map<String, PodTemplate> all() {
    try (InputStream in = PodTemplate.class.getResourceAsStream(RENDERING)) {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      List<Node> documents =
          StreamSupport.stream(yaml.loadAll(Objects.requireNonNull(in)).spliterator(), false)
              .map(document -> new Node(document, RENDERING))
              .toList();
      return documents.stream()
          .filter(document -> document.text("kind").equals("Deployment"))
          .map(document -> of(document, documents))
          .collect(Collectors.toMap(PodTemplate::name, Function.identity()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PodTemplate of(Node deployment, List<Node> documents) {
    Node container = deployment.at("spec").at("template").at("spec").list("containers").getFirst();
    Map<String, String> environment = new LinkedHashMap<>();
    Map<String, String> fields = new LinkedHashMap<>();
    for (Node source : container.list("envFrom")) {
      String map = source.at("configMapRef").text("name");
      environment.putAll(configMap(map, documents));
    }
    for (Node variable : container.list("env")) {
      if (variable.has("valueFrom")) {
        String path = variable.at("valueFrom").at("fieldRef").text("fieldPath");
        fields.put(variable.text("name"), path);
        environment.put(variable.text("name"), "");
      } else {
        environment.put(variable.text("name"), variable.text("value"));
      }
    }
    Node limits = container.at("resources").at("limits");
    return new PodTemplate(
        deployment.at("metadata").text("name"),
        container.text("image"),
        container.texts("args"),
        environment,
        fields,
        quantity(limits.text("memory")) / 1000,
        (int) ((quantity(limits.text("cpu")) + 999) / 1000));
  }

  private static Map<String, String> configMap(String name, List<Node> documents) {
    return documents.stream()
        .filter(document -> document.text("kind").equals("ConfigMap"))
        .filter(document -> document.at("metadata").text("name").equals(name))
        .map(document -> document.at("data").texts())
        .findFirst()
        .orElseThrow(() -> new SpecException("envFrom", name, "a ConfigMap of the rendering"));
  }

  /** In thousandths, as Kubernetes counts processors. */
  private static long quantity(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    SpecException.require(matcher.matches(), "limits", text, "a number, with m, Mi or Gi");
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> number;
      case "Mi" -> (number << 20) * 1000;
      case "Gi" -> (number << 30) * 1000;
      default -> number * 1000;
    };
  }

  /**
   * The environment that a container gets.
   *
   * @param filledIn value of each field that the kubelet fills in
   * @param replaced stronger than what the manifests say
   */
  Map<String, String> environment(Map<String, String> filledIn, Map<String, String> replaced) {
    Map<String, String> known = new LinkedHashMap<>(environment);
    fields.forEach(
        (variable, path) ->
            known.put(
                variable,
                Optional.ofNullable(filledIn.get(path))
                    .orElseThrow(
                        () -> new SpecException("fieldPath", path, filledIn.keySet() + ""))));
    known.putAll(replaced);
    Map<String, String> expanded = new LinkedHashMap<>();
    known.forEach(
        (variable, value) ->
            expanded.put(
                variable,
                REFERENCE
                    .matcher(value)
                    .replaceAll(
                        found ->
                            Matcher.quoteReplacement(
                                known.getOrDefault(found.group(1), found.group())))));
    return expanded;
  }

  /** A part of a document, which knows its place for the sake of its complaints. */
  private record Node(Object value, String path) {
    Node at(String key) {
      Object part = map().get(key);
      SpecException.require(part != null, path, key, "a key that is there");
      return new Node(Objects.requireNonNull(part), path + "." + key);
    }

    boolean has(String key) {
      return map().containsKey(key);
    }

    String text(String key) {
      return String.valueOf(at(key).value);
    }

    Map<String, String> texts() {
      Map<String, String> texts = new LinkedHashMap<>();
      map().forEach((key, part) -> texts.put(String.valueOf(key), String.valueOf(part)));
      return texts;
    }

    List<Node> list(String key) {
      return has(key) && at(key).value instanceof List<?> list
          ? list.stream()
              .map(part -> new Node(Objects.requireNonNull(part), path + "." + key))
              .toList()
          : List.of();
    }

    List<String> texts(String key) {
      return list(key).stream().map(part -> String.valueOf(part.value)).toList();
    }

    private Map<?, ?> map() {
      if (value instanceof Map<?, ?> map) {
        return map;
      }
      throw new SpecException(path, value, "a map");
    }
  }
}

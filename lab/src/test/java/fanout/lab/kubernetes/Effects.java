package fanout.lab.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * Finds what a kustomization asks for in vain: kubectl passes over a patch that matches nothing,
 * and so the only proof of an effect is that the rendering changes when the part is taken out.
 */
final class Effects {
  private static final List<String> PARTS =
      List.of("components", "configMapGenerator", "labels", "patches", "replicas");

  private final Path root;
  private final Map<Path, String> renderings = new LinkedHashMap<>();

  /**
   * Renders what the directories give with every part in place.
   *
   * @param root a copy that may be changed
   * @param directories what is applied, from the root
   */
  Effects(Path root, List<String> directories) throws IOException, InterruptedException {
    this.root = root;
    for (String directory : directories) {
      renderings.put(root.resolve(directory), Kustomize.render(root.resolve(directory)));
    }
  }

  /** A part of a kustomization, or one operation of a patch. */
  private record Part(Path file, String key, int index, int operation) {
    @SuppressWarnings("unchecked") // the schema of kustomizations, which kubectl has accepted
    String without(String text) {
      Map<String, Object> kustomization = new Yaml().load(text);
      List<Object> parts = new ArrayList<>((List<Object>) kustomization.get(key));
      if (operation < 0) {
        parts.remove(index);
      } else {
        Map<String, Object> patch = new LinkedHashMap<>((Map<String, Object>) parts.get(index));
        List<Object> operations = operations(patch);
        operations.remove(operation);
        patch.put("patch", new Yaml().dump(operations));
        parts.set(index, patch);
      }
      kustomization.put(key, parts);
      return new Yaml().dump(kustomization);
    }

    private static List<Object> operations(Object part) {
      return part instanceof Map<?, ?> patch
              && patch.get("patch") instanceof String text
              && new Yaml().load(text) instanceof List<?> operations
          ? new ArrayList<>(operations)
          : List.of();
    }

    static Stream<Part> of(Path file, String key, @Nullable Object parts) {
      if (!(parts instanceof List<?> list)) {
        return Stream.of();
      }
      return IntStream.range(0, list.size())
          .boxed()
          .flatMap(
              index -> {
                int operations = operations(list.get(index)).size();
                return operations < 2
                    ? Stream.of(new Part(file, key, index, -1))
                    : IntStream.range(0, operations)
                        .mapToObj(operation -> new Part(file, key, index, operation));
              });
    }
  }

  /** The parts without which everything is rendered just the same. */
  List<String> inVain() throws IOException, InterruptedException {
    List<String> inVain = new ArrayList<>();
    for (Part part : parts()) {
      String text = Files.readString(part.file());
      Files.writeString(part.file(), part.without(text));
      if (unchanged(part)) {
        inVain.add("%s: %s[%d]".formatted(root.relativize(part.file()), part.key(), part.index()));
      }
      Files.writeString(part.file(), text);
    }
    return inVain;
  }

  private List<Part> parts() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.endsWith("kustomization.yaml"))
          .sorted()
          .flatMap(Effects::parts)
          .toList();
    }
  }

  private static Stream<Part> parts(Path file) {
    try {
      Map<String, Object> kustomization = new Yaml().load(Files.readString(file));
      return PARTS.stream().flatMap(key -> Part.of(file, key, kustomization.get(key)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean unchanged(Part part) throws IOException, InterruptedException {
    for (Map.Entry<Path, String> rendering : renderings.entrySet()) {
      try {
        if (!Kustomize.render(rendering.getKey()).equals(rendering.getValue())) {
          return false;
        }
      } catch (IOException e) {
        if (part.operation() >= 0) {
          throw e; // a patch with one operation less is still a patch: the slip would be here
        }
        return false; // what cannot be rendered without the part needs it
      }
    }
    return true;
  }
}

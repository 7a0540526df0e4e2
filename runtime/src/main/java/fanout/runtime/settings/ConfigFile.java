package fanout.runtime.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A flat YAML file of settings. Only its syntax is used: values are read as they are written, since
 * YAML's own types would turn {@code off} into a boolean and {@code 1_000} into a number before the
 * grammar of settings sees them.
 */
final class ConfigFile {
  private static final long MAX_BYTES = 256 << 10;

  private final Path path;
  private final Consumer<String> complaints;
  private final Map<String, Given> values = new LinkedHashMap<>();

  private ConfigFile(Path path, Consumer<String> complaints) {
    this.path = path;
    this.complaints = complaints;
  }

  /** The texts by key; what is wrong with the file goes to {@code complaints}. */
  static Map<String, Given> read(Path path, Consumer<String> complaints) {
    ConfigFile file = new ConfigFile(path, complaints);
    try {
      file.parse();
    } catch (NoSuchFileException e) {
      file.complain("no such file");
    } catch (MalformedInputException e) {
      file.complain("not UTF-8 text");
    } catch (IOException e) {
      file.complain("cannot be read: " + e.getMessage());
    } catch (MarkedYAMLException e) {
      file.complain("line " + (e.getProblemMark().getLine() + 1) + ": not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      file.complain("not YAML: " + e.getMessage());
    }
    return file.values;
  }

  private void parse() throws IOException {
    if (Files.isDirectory(path)) {
      complain("a directory; allowed: a YAML file of 'key: value' lines");
      return;
    }
    if (Files.size(path) > MAX_BYTES) {
      complain("larger than " + MAX_BYTES / 1024 + "KiB");
      return;
    }
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(4);
    Node root =
        new Yaml(new SafeConstructor(options)).compose(new StringReader(Files.readString(path)));
    if (root instanceof MappingNode mapping) {
      mapping.getValue().forEach(this::add);
    } else if (root != null) {
      complain("allowed: 'key: value' lines");
    }
  }

  private void add(NodeTuple tuple) {
    int line = tuple.getKeyNode().getStartMark().getLine() + 1;
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      complain("line " + line + ": allowed: 'key: value' lines");
      return;
    }
    Source.Line source = new Source.Line(path, line, key.getValue());
    if (values.containsKey(key.getValue())) {
      complaints.accept(source + ": given twice; allowed: each setting once");
      return;
    }
    switch (tuple.getValueNode()) {
      case ScalarNode scalar -> values.put(key.getValue(), new Given(scalar.getValue(), source));
      case SequenceNode list when list.getValue().stream().allMatch(ScalarNode.class::isInstance) ->
          values.put(key.getValue(), new Given(joined(list.getValue()), source));
      default -> complaints.accept(source + ": allowed: one value, or a list of values");
    }
  }

  private static String joined(List<Node> items) {
    return items.stream()
        .map(item -> ((ScalarNode) item).getValue())
        .collect(
            Collectors.collectingAndThen(Collectors.joining("|"), t -> t.isEmpty() ? "none" : t));
  }

  private void complain(String complaint) {
    complaints.accept("file " + path + ": " + complaint);
  }
}

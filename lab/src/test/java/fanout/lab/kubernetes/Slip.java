package fanout.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One slip in one document of a rendering, which is right otherwise.
 *
 * @param document kind and name, without the hash of a ConfigMap: {@code Deployment/orders}
 * @param right what the document says
 * @param wrong what it says instead, at the first place
 * @param complaint words by which the slip is reported
 */
record Slip(String document, String right, String wrong, String complaint) {
  private static final String SEPARATOR = "(?m)^---\\n";

  /** The rendering with the slip; fails if there is nothing to break. */
  String applyTo(String rendering) {
    List<String> documents = List.of(rendering.split(SEPARATOR));
    assertThat(documents.stream().filter(this::concerns))
        .as("the one document that is %s and says %s", document, right)
        .singleElement()
        .asString()
        .contains(right);
    return documents.stream()
        .map(text -> concerns(text) ? broken(text) : text)
        .collect(Collectors.joining("---\n"));
  }

  private boolean concerns(String text) {
    String[] name = document.split("/", 2);
    return Arrays.asList(text.split("\n")).contains("kind: " + name[0])
        && text.lines()
            .dropWhile(line -> !line.equals("metadata:"))
            .anyMatch(line -> line.matches("  name: " + name[1] + "(-[0-9a-z]{10})?"));
  }

  private String broken(String text) {
    int at = text.indexOf(right);
    return text.substring(0, at) + wrong + text.substring(at + right.length());
  }

  @Override
  public String toString() {
    return document + ": " + complaint;
  }
}

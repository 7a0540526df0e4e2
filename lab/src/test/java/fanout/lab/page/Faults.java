package fanout.lab.page;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What a reader would see to be wrong with a page at a glance. */
public final class Faults {
  private Faults() {}

  /** A sentence for each. */
  public static List<String> of(Browser.Tab tab) throws IOException {
    try (InputStream script =
        Objects.requireNonNull(Faults.class.getResourceAsStream("faults.js"))) {
      String code = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      return tab.evaluate(code).getAsJsonArray().asList().stream()
          .map(JsonElement::getAsString)
          .toList();
    }
  }
}

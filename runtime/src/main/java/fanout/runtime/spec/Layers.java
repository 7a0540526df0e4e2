package fanout.runtime.spec;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text aimed at several targets: {@code limit=1s; orders:limit=100ms,required=false; user:…}. The
 * part without a target is filed under the empty name.
 */
public final class Layers {
  private static final Pattern TARGET =
      Pattern.compile("([a-z][a-z0-9-]*)\\s*:(.*)", Pattern.DOTALL);

  private Layers() {}

  /**
   * Takes a text apart; targets that the text does not name are absent from the result.
   *
   * @param targets the names that may stand before a colon
   * @throws SpecException if a target is unknown or named twice, or the text is too long
   */
  public static Map<String, String> split(String text, Collection<String> targets) {
    Map<String, String> layers = new LinkedHashMap<>();
    for (String part : SpecText.split(SpecText.bounded(text), ';')) {
      Matcher matcher = TARGET.matcher(part);
      String target = matcher.matches() ? matcher.group(1) : "";
      SpecException.require(
          target.isEmpty() || targets.contains(target),
          "target",
          target,
          String.join(", ", targets));
      String layer = matcher.matches() ? matcher.group(2).strip() : part;
      SpecException.require(
          layers.put(target, layer) == null, "target", target, "each target once");
    }
    return layers;
  }
}

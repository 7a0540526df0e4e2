package fanout.lab.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page in one file: style and scripts are in it, and its content security policy has the browser
 * load nothing else and run only the scripts that it names. Immutable and thread-safe.
 *
 * @param title of the window
 * @param scripts that run at its end, in this order
 * @param body what it shows
 */
public record Page(String title, List<Script> scripts, Html body) {
  /** Apache ECharts and what draws our charts with it: for pages that hold a {@link Plot}. */
  public static final List<Script> CHARTS =
      Stream.of("echarts.min.js", "scale.js", "tip.js", "plot.js").map(Script::new).toList();

  /** Buttons that copy, and what else every page may need. */
  private static final Script ALWAYS = new Script("page.js");

  private static final String STYLE = "page.css";

  /**
   * A script of this package.
   *
   * @param resource its file
   */
  public record Script(String resource) {
    String code() {
      return read(resource);
    }

    /** As a content security policy names it. */
    String hash() {
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-256").digest(code().getBytes(StandardCharsets.UTF_8));
        return "'sha256-%s'".formatted(Base64.getEncoder().encodeToString(digest));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }

  /** The whole file. */
  public String html() {
    List<Script> all = Stream.concat(scripts.stream(), Stream.of(ALWAYS)).toList();
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    head(all).print(page);
    page.append("</head>\n<body>\n");
    body.print(page);
    all.forEach(script -> new Html.Verbatim("script", "", script.code()).print(page));
    return page.append("</body>\n</html>\n").toString();
  }

  private Html head(List<Script> all) {
    String hashes = all.stream().map(Script::hash).collect(Collectors.joining(" "));
    String policy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src " + hashes;
    return Html.group(
        Html.tag("meta").with("charset", "utf-8"),
        Html.tag("meta").with("http-equiv", "Content-Security-Policy").with("content", policy),
        Html.tag("meta")
            .with("name", "viewport")
            .with("content", "width=device-width, initial-scale=1"),
        Html.tag("meta").with("name", "color-scheme").with("content", "light dark"),
        Html.tag("title").of(title),
        new Html.Verbatim("style", "", read(STYLE)));
  }

  private static String read(String resource) {
    try (InputStream in = Page.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + ": not in the jar; build with Maven");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

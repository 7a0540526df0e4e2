package fanout.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
  private static final Pattern POLICY =
      Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)");
  private static final Pattern BLOCK = Pattern.compile(":root \\{(.*?)\\}", Pattern.DOTALL);
  private static final Pattern COLOUR = Pattern.compile("--([a-z0-9]+): (#[0-9a-f]{3,6})");

  @Test
  void thePolicyNamesEachScriptAndAllowsNoAddress() {
    String page = new Page("t", Page.CHARTS, Html.NONE).html();
    String policy =
        POLICY.matcher(page).results().map(found -> found.group(1)).findFirst().orElseThrow();
    long scripts = SCRIPT.matcher(page).results().count();
    assertThat(scripts).isEqualTo(Page.CHARTS.size() + 1);
    assertThat(policy.split("sha256-", -1)).hasSize((int) scripts + 1);
    assertThat(policy)
        .contains("default-src &#39;none&#39;")
        .doesNotContain("http:", "https:", "*");
  }

  @Test
  void nothingIsLoadedFromAnywhere() {
    String page = SCRIPT.matcher(new Page("t", Page.CHARTS, Html.NONE).html()).replaceAll("");
    assertThat(page).doesNotContain("src=", "<link", "@import", "url(");
  }

  @Test
  void theLicenceOfTheChartsIsInThePage() {
    assertThat(new Page("t", Page.CHARTS, Html.NONE).html())
        .contains("Apache License, Version 2.0");
    assertThat(new Page("t", List.of(), Html.NONE).html()).doesNotContain("Apache License");
  }

  /** WCAG 2.1: 4.5 : 1 for text, 3 : 1 for what is drawn. */
  @Test
  void everyColourStandsOutFromThePaperInEveryScheme() throws IOException {
    List<String> schemes = BLOCK.matcher(style()).results().map(block -> block.group(1)).toList();
    assertThat(schemes).hasSize(3);
    for (String scheme : schemes) {
      Map<String, String> colours = new HashMap<>();
      COLOUR.matcher(scheme).results().forEach(c -> colours.put(c.group(1), c.group(2)));
      String paper = Objects.requireNonNull(colours.get("paper"));
      String raised = Objects.requireNonNull(colours.get("raised"));
      colours.forEach(
          (name, colour) -> {
            boolean text =
                List.of("ink", "muted", "link", "confirmed", "refuted", "inconclusive")
                    .contains(name);
            boolean drawn = name.matches("s\\d|wrong|theory|published");
            double least = text ? 4.5 : drawn ? 3 : 1;
            assertThat(contrast(colour, paper)).as(name + colour).isGreaterThanOrEqualTo(least);
            assertThat(contrast(colour, raised)).as(name + colour).isGreaterThanOrEqualTo(least);
          });
    }
  }

  private static double contrast(String one, String other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(String colour) {
    String hex = colour.length() == 4 ? colour.replaceAll("[0-9a-f]", "$0$0") : colour;
    double[] parts =
        Pattern.compile("[0-9a-f]{2}")
            .matcher(hex)
            .results()
            .map(MatchResult::group)
            .mapToDouble(part -> linear(Integer.parseInt(part, 16) / 255.0))
            .toArray();
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  }

  private static double linear(double part) {
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }

  private static String style() throws IOException {
    try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream("page.css"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package fanout.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class HtmlTest {
  private static final String HOSTILE = "</script><img src=x onerror='a()'>&\"\u0000<!--";

  @Test
  void textAndAttributesAreEscaped() {
    assertThat(printed(Html.tag("b").with("title", HOSTILE).of(HOSTILE)))
        .isEqualTo(
            "<b title=\"%s\">%s</b>"
                .formatted(
                    "&lt;/script&gt;&lt;img src=x"
                        + " onerror=&#39;a()&#39;&gt;&amp;&quot;\uFFFD&lt;!--",
                    "&lt;/script&gt;&lt;img src=x"
                        + " onerror=&#39;a()&#39;&gt;&amp;&quot;\uFFFD&lt;!--"));
  }

  @Test
  void inProseNoLineEndsBetweenANumberAndItsUnit() {
    assertThat(printed(Html.prose("in 2 s 1,000 calls, 97 %; 1.25 × as many < 3 sorts")))
        .isEqualTo("in 2\u00a0s 1,000 calls, 97\u00a0%; 1.25\u00a0× as many &lt; 3 sorts");
  }

  @Test
  void dataCannotEndItsElementAndReadsBackAsItWas() {
    String printed = printed(Html.data(new Gson().toJson(HOSTILE)));
    String content = printed.substring(printed.indexOf('>') + 1, printed.lastIndexOf("</script>"));
    assertThat(content).doesNotContain("<");
    assertThat(JsonParser.parseString(content).getAsString()).isEqualTo(HOSTILE);
  }

  @Test
  void contentThatEndsItsOwnElementIsRefused() {
    assertThatThrownBy(() -> new Html.Verbatim("script", "", "a('</SCRIPT>')"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("script");
  }

  @Test
  void aNameThatIsMarkupIsRefused() {
    assertThatThrownBy(() -> Html.tag("b onclick=a()"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Html.tag("b").with("x=\"", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String printed(Html html) {
    StringBuilder page = new StringBuilder();
    html.print(page);
    return page.toString();
  }
}

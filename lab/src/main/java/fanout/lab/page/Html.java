package fanout.lab.page;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A piece of a page. Text becomes markup only here and is escaped on the way, so that nothing that
 * a result holds can be read as markup. Immutable and thread-safe.
 */
public sealed interface Html {
  /** Nothing. */
  Html NONE = new Group(List.of());

  /** The piece as markup. */
  void print(StringBuilder page);

  /** Plain text. */
  static Html text(String text) {
    return new Text(text);
  }

  /** Text for people to read: no line ends between a number and its unit. */
  static Html prose(String text) {
    return new Prose(text);
  }

  /** Pieces in a row. */
  static Html group(Html... parts) {
    return new Group(List.of(parts));
  }

  /** Pieces in a row. */
  static Html group(Collection<? extends Html> parts) {
    return new Group(List.copyOf(parts));
  }

  /** An element without attributes and content. */
  static Element tag(String name) {
    return new Element(name, Map.of(), List.of());
  }

  /**
   * JSON that a script of the page reads as the text of this element.
   *
   * @param json without any regard to HTML
   */
  static Html data(String json) {
    // Inside a script element only "<" can end or nest anything; in JSON it occurs in strings
    // alone.
    return new Verbatim("script", "type=\"application/json\"", json.replace("<", "\\u003c"));
  }

  /** Text. */
  record Text(String text) implements Html {
    @Override
    public void print(StringBuilder page) {
      escape(text, page);
    }
  }

  /** Text in lines, of which none ends between a number and its unit. */
  record Prose(String text) implements Html {
    private static final Pattern BEFORE_UNIT =
        Pattern.compile("(?<=\\d) (?=(?:ns|µs|ms|s|min|h|%|×|B|[kMG]B|[KMG]iB|1/s)(?!\\w))");

    @Override
    public void print(StringBuilder page) {
      escape(BEFORE_UNIT.matcher(text).replaceAll("\u00a0"), page);
    }
  }

  /** Pieces in a row. */
  record Group(List<Html> parts) implements Html {
    @Override
    public void print(StringBuilder page) {
      parts.forEach(part -> part.print(page));
    }
  }

  /**
   * An element.
   *
   * @param name of the tag
   * @param attributes by name, in the order of writing
   * @param children what it holds
   */
  record Element(String name, Map<String, String> attributes, List<Html> children) implements Html {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");
    private static final Set<String> WITHOUT_END = Set.of("meta", "input", "br");
    private static final Set<String> ON_A_LINE = Set.of("section", "tr", "li", "p", "div", "g");

    public Element {
      requireName(name);
      attributes.keySet().forEach(Element::requireName);
    }

    private static void requireName(String name) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(name + ": no name of an element or attribute");
      }
    }

    /** The same with an attribute. */
    public Element with(String attribute, Object value) {
      Map<String, String> more = new LinkedHashMap<>(attributes);
      more.put(attribute, String.valueOf(value));
      return new Element(name, more, children);
    }

    /** The same with classes of the style sheet. */
    public Element css(String classes) {
      return with("class", classes);
    }

    /** The same with this content. */
    public Element of(Html... content) {
      return new Element(name, attributes, List.of(content));
    }

    /** The same with this content. */
    public Element of(Collection<? extends Html> content) {
      return new Element(name, attributes, List.copyOf(content));
    }

    /** The same with text in it. */
    public Element of(String text) {
      return of(new Text(text));
    }

    @Override
    public void print(StringBuilder page) {
      page.append('<').append(name);
      attributes.forEach(
          (attribute, value) -> {
            page.append(' ').append(attribute).append("=\"");
            escape(value, page);
            page.append('"');
          });
      page.append('>');
      children.forEach(child -> child.print(page));
      if (!WITHOUT_END.contains(name)) {
        page.append("</").append(name).append('>');
      }
      if (ON_A_LINE.contains(name)) {
        page.append('\n');
      }
    }
  }

  /**
   * An element whose content browsers take as it stands.
   *
   * @param name of the tag
   * @param attributes as markup
   * @param content must not contain the end of the element
   */
  record Verbatim(String name, String attributes, String content) implements Html {
    /**
     * @throws IllegalArgumentException if the content would end the element
     */
    public Verbatim {
      if (content.toLowerCase(Locale.ROOT).contains("</" + name)) {
        throw new IllegalArgumentException("content that ends its " + name);
      }
    }

    @Override
    public void print(StringBuilder page) {
      page.append('<').append(name);
      if (!attributes.isEmpty()) {
        page.append(' ').append(attributes);
      }
      page.append('>').append(content).append("</").append(name).append(">\n");
    }
  }

  private static void escape(String text, StringBuilder page) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> page.append("&lt;");
        case '>' -> page.append("&gt;");
        case '&' -> page.append("&amp;");
        case '"' -> page.append("&quot;");
        case '\'' -> page.append("&#39;");
        // No such character may stand in HTML, not even as a reference.
        case '\0' -> page.append('\uFFFD');
        default -> page.append(c);
      }
    }
  }
}

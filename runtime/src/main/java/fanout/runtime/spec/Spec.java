package fanout.runtime.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;

/**
 * Text ↔ records, and sealed interfaces of records. The record is the grammar: a new variant needs
 * its file, a {@link Name} and a word in {@code permits}, nothing else.
 *
 * <pre>
 * spec    := name [ "(" args ")" ] [ "@" value ]     lognormal(p50=20ms,p99=120ms)   hang@5%
 *          | args [ "@" value ]                      5ms          for the variant marked {@link Bare}
 * args    := arg { "," arg }
 * arg     := key "=" value | value                   by name, or by position
 * value   := item { "|" item }                       a list
 * item    := spec | scalar | item ":" item           a {@link Pair}, for example 95%:5ms
 * scalar  := 20ms | 10% | 64KiB | true | 3 | UNAVAILABLE | text
 * </pre>
 *
 * <p>Names are case-insensitive; white space around any token is ignored. {@link #print} gives the
 * canonical text and {@code parse(print(x))} equals {@code x}.
 *
 * <p>A text may have 65,536 characters and parentheses 32 deep: it may come from a stranger, and is
 * read on an event loop.
 *
 * <p>All methods are thread-safe. All of them throw {@link SpecException} naming field, value and
 * the legal choices.
 */
public final class Spec {
  private Spec() {}

  /** The name of a variant on the wire; it outlives a renaming of the class. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface Name {
    /** Kebab-case name. */
    String value();

    /** One line for help texts. */
    String doc();
  }

  /** The text that stands for a component which is not given. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  public @interface Default {
    /** Text in the grammar of the component's type. */
    String value();
  }

  /** One line about a component for help texts and the reference file. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  public @interface Doc {
    /** The line. */
    String value();
  }

  /** The component that {@code @value} behind a spec sets. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  public @interface At {}

  /**
   * The variant that may be written without its name. Two variants may be bare if just one of them
   * has a list as its first component: text with a top-level {@code |} means that one.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface Bare {}

  /** A record of two components written {@code first:second}. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface Pair {}

  /**
   * A class that is one scalar of the grammar: it has a static {@code parse(String)}, and its
   * {@code toString} reads back. For a leaf that a record cannot be, such as one that loads a file
   * once.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface Scalar {
    /** What a person may write, for error messages. */
    String allowed();
  }

  /**
   * A component of type {@code List<sealed interface>} whose variants are written as keys of the
   * enclosing record: {@code error=UNAVAILABLE@10%,hang@5%}. {@code key=off} takes them out, and
   * {@code key=a|b} gives several of one variant.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  public @interface Open {}

  /** Reads {@code text} as a value of {@code type}: a sealed interface, a record or a scalar. */
  public static <T> T parse(Class<T> type, String text) {
    return type.cast(SpecParser.value(type, SpecText.bounded(text)));
  }

  /**
   * {@code base} with the components that {@code text} names replaced; empty text changes nothing.
   */
  public static <T extends Record> T overlay(T base, String text) {
    return SpecParser.overlay(base, SpecText.bounded(text));
  }

  /**
   * The same with several texts, each over the one before it, so that only what comes out of all of
   * them has to make sense.
   *
   * @param layers texts by what they are called; a complaint about a text begins with its name, one
   *     about the outcome with the last
   */
  public static <T extends Record> T overlay(T base, SequencedMap<String, String> layers) {
    return SpecParser.overlay(base, layers);
  }

  /** The canonical text of a record, a list or a scalar. */
  public static String print(Object value) {
    return SpecPrinter.print(value);
  }

  /**
   * The name of a variant without its parameters, which callers may choose at will: for metrics,
   * where every value is a time series.
   */
  public static String name(Object variant) {
    return SpecShape.get(variant.getClass()).name();
  }

  /** {@code key=value} of every component of a record, those with their default value included. */
  public static String printWhole(Record record) {
    return SpecPrinter.whole(record);
  }

  /** What {@code overlay} would print: {@code key=value} of every component that differs. */
  public static <T extends Record> String difference(T base, T changed) {
    return SpecPrinter.difference(base, changed);
  }

  /** The variants of a sealed interface in the order of its {@code permits} clause. */
  public static List<Variant> variants(Class<?> sealed) {
    return SpecShape.variants(sealed).stream()
        .map(
            shape ->
                new Variant(
                    shape.name(),
                    shape.type().getAnnotation(Name.class).doc(),
                    shape.synopsis(),
                    Arrays.asList(shape.type().getRecordComponents()).stream()
                        .filter(component -> component.isAnnotationPresent(Doc.class))
                        .map(
                            c ->
                                Scalars.kebab(c.getName())
                                    + ": "
                                    + c.getAnnotation(Doc.class).value())
                        .toList()))
        .toList();
  }

  /**
   * One variant as help shows it.
   *
   * @param name its name on the wire
   * @param doc one line
   * @param synopsis for example {@code lognormal(p50=<duration>,p99=<duration>)}
   * @param components one line for each documented component
   */
  public record Variant(String name, String doc, String synopsis, List<String> components) {}
}

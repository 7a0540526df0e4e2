package fanout.runtime.spec;

import fanout.runtime.spec.SpecShape.Field;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One component of a record with its part of the grammar, for programs that gather the texts of a
 * record from several places. Immutable.
 */
public final class Component {
  private final Field field;

  private Component(Field field) {
    this.field = field;
  }

  /** The components of {@code record} in the order of its declaration. */
  public static List<Component> of(Class<? extends Record> record) {
    return SpecShape.get(record).fields().stream().map(Component::new).toList();
  }

  /**
   * Makes a record of its components' values.
   *
   * @throws SpecException if the record's constructor refuses them
   */
  public static <T extends Record> T create(Class<T> record, List<Object> values) {
    return record.cast(SpecShape.get(record).create(values.toArray()));
  }

  /** The component's name in kebab-case. */
  public String key() {
    return field.key();
  }

  /** Where reflection finds the component. */
  public RecordComponent reflected() {
    return field.component();
  }

  /** The text that stands for it when none is given; empty if one must be given. */
  public Optional<String> absent() {
    return Optional.ofNullable(field.absent())
        .map(text -> text.isEmpty() && field.optional() ? "none" : text);
  }

  /** What {@link Spec.Doc} says; may be empty. */
  public String doc() {
    Spec.Doc doc = field.component().getAnnotation(Spec.Doc.class);
    return doc == null ? "" : doc.value();
  }

  /** The type of the value, or of its elements where it is a list or an optional. */
  public Class<?> element() {
    return field.element();
  }

  /** What a person may write, in a few words. */
  public String allowed() {
    String one =
        element().isSealed()
            ? Spec.variants(element()).stream()
                .map(Spec.Variant::name)
                .collect(Collectors.joining(", ", "one of ", ""))
            : element().isRecord() && !Scalars.handles(element())
                ? "key=value,… of " + SpecShape.get(element()).keys()
                : Scalars.allowed(element());
    return one + (field.list() ? "; several with |" : "") + (field.optional() ? "; or none" : "");
  }

  /** The type's name in help texts, for example {@code duration}. */
  public String kind() {
    return kind(element()) + (field.list() ? "|…" : "");
  }

  /** A type's name in help texts. */
  public static String kind(Class<?> type) {
    return Scalars.kebab(type.getSimpleName());
  }

  /** The sealed interfaces whose variants may be written here. */
  public Stream<Class<?>> families() {
    if (element().isSealed()) {
      return Stream.of(element());
    }
    return element().isRecord() && !Scalars.handles(element())
        ? SpecShape.get(element()).fields().stream()
            .map(Field::element)
            .filter(Class::isSealed)
            .map(type -> (Class<?>) type)
        : Stream.empty();
  }

  /** The component's value in {@code record}. */
  public Object in(Record record) {
    return field.of(record);
  }

  /**
   * Reads a text as a value of this component.
   *
   * @throws SpecException that names value and legal choices, but not the component
   */
  public Object read(String text) {
    return SpecParser.component(field, text.strip());
  }
}

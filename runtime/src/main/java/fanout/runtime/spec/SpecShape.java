package fanout.runtime.spec;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What reflection tells about one record; computed once for each class. */
record SpecShape(Class<?> type, String name, List<Field> fields) {
  private static final ClassValue<SpecShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected SpecShape computeValue(Class<?> type) {
          return of(type);
        }
      };

  /**
   * One component.
   *
   * @param element type of the elements where {@code type} is a list or an optional, else the type
   */
  record Field(
      String key,
      RecordComponent component,
      Class<?> type,
      Class<?> element,
      @Nullable String absent) {
    boolean list() {
      return type == List.class;
    }

    boolean optional() {
      return type == Optional.class;
    }

    boolean open() {
      return component.isAnnotationPresent(Spec.Open.class);
    }

    boolean at() {
      return component.isAnnotationPresent(Spec.At.class);
    }

    Object of(Object record) {
      try {
        component.getAccessor().setAccessible(true);
        return Objects.requireNonNull(component.getAccessor().invoke(record));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
  }

  static SpecShape get(Class<?> type) {
    return SHAPES.get(type);
  }

  private static SpecShape of(Class<?> type) {
    Spec.Name name = type.getAnnotation(Spec.Name.class);
    List<Field> fields = Arrays.stream(type.getRecordComponents()).map(SpecShape::field).toList();
    return new SpecShape(
        type, name == null ? Scalars.kebab(type.getSimpleName()) : name.value(), fields);
  }

  /** The grammar knows {@code int}; a generic component can only say {@code Integer}. */
  private static Class<?> unboxed(Class<?> type) {
    return MethodType.methodType(type).unwrap().returnType();
  }

  private static Field field(RecordComponent component) {
    Class<?> element =
        component.getGenericType() instanceof ParameterizedType generic
            ? unboxed((Class<?>) generic.getActualTypeArguments()[0])
            : component.getType();
    Spec.Default absent = component.getAnnotation(Spec.Default.class);
    String text = absent == null ? null : absent.value();
    if (text == null
        && (component.getType() == Optional.class
            || component.isAnnotationPresent(Spec.Open.class))) {
      text = "";
    }
    return new Field(
        Scalars.kebab(component.getName()), component, component.getType(), element, text);
  }

  /** The leaves of a sealed hierarchy, in the order of the permits clauses. */
  static List<SpecShape> variants(Class<?> sealed) {
    return leaves(sealed).map(SpecShape::get).toList();
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(SpecShape::leaves)
        : Stream.of(type);
  }

  static Optional<SpecShape> variant(Class<?> sealed, String name) {
    return variants(sealed).stream().filter(shape -> shape.name.equalsIgnoreCase(name)).findFirst();
  }

  boolean bare() {
    return type.isAnnotationPresent(Spec.Bare.class);
  }

  boolean pair() {
    return type.isAnnotationPresent(Spec.Pair.class);
  }

  boolean startsWithList() {
    return !fields.isEmpty() && fields.getFirst().list();
  }

  Optional<Field> field(String key) {
    return fields.stream()
        .filter(field -> !field.open() && field.key.equalsIgnoreCase(key))
        .findFirst();
  }

  Optional<Field> openFor(String variant) {
    return fields.stream()
        .filter(field -> field.open() && variant(field.element, variant).isPresent())
        .findFirst();
  }

  /** Every key that may stand in this record's text. */
  String keys() {
    return fields.stream()
        .flatMap(
            field ->
                field.open()
                    ? variants(field.element).stream().map(SpecShape::name)
                    : Stream.of(field.key))
        .collect(Collectors.joining(", "));
  }

  /** {@link #keys} as a complaint says it. */
  String allowedKeys() {
    return fields.isEmpty() ? "no parameters" : "keys " + keys();
  }

  String synopsis() {
    String args =
        fields.stream()
            .filter(field -> !field.at())
            .map(
                field ->
                    field.key
                        + "="
                        + (field.absent == null || field.absent.isEmpty()
                            ? "<" + kind(field) + ">"
                            : field.absent))
            .collect(Collectors.joining(","));
    String at =
        fields.stream().filter(Field::at).map(field -> "@" + field.absent).findFirst().orElse("");
    return name + (args.isEmpty() ? "" : "(" + args + ")") + at;
  }

  private static String kind(Field field) {
    return Scalars.kebab(field.element.getSimpleName()) + (field.list() ? "|…" : "");
  }

  Object create(@Nullable Object[] arguments) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof SpecException complaint) {
        throw complaint;
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("cannot make " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }
}

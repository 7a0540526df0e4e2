package fanout.runtime.spec;

import fanout.runtime.spec.SpecShape.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Text → value. See {@link Spec} for the grammar. */
final class SpecParser {
  private SpecParser() {}

  static Object value(Class<?> type, String text) {
    if (Scalars.handles(type)) {
      return Scalars.read(type, text);
    }
    if (type.isSealed()) {
      return variant(type, text);
    }
    SpecShape shape = SpecShape.get(type);
    if (shape.pair()) {
      return pair(shape, text);
    }
    return build(shape, arguments(shape, text, ""));
  }

  static <T extends Record> T overlay(T base, String text) {
    SpecShape shape = SpecShape.get(base.getClass());
    Map<Field, Object> values = values(shape, base);
    lay(shape, values, text);
    @SuppressWarnings("unchecked") // the shape is that of base's own class
    T result = (T) build(shape, values);
    return result;
  }

  static <T extends Record> T overlay(T base, SequencedMap<String, String> layers) {
    SpecShape shape = SpecShape.get(base.getClass());
    Map<Field, Object> values = values(shape, base);
    String layer = "";
    try {
      for (Map.Entry<String, String> next : layers.entrySet()) {
        layer = next.getKey();
        lay(shape, values, next.getValue());
      }
      @SuppressWarnings("unchecked") // the shape is that of base's own class
      T result = (T) build(shape, values);
      return result;
    } catch (SpecException e) {
      throw new SpecException(layer + ": " + e.getMessage());
    }
  }

  private static Map<Field, Object> values(SpecShape shape, Record record) {
    Map<Field, Object> values = new LinkedHashMap<>();
    shape.fields().forEach(field -> values.put(field, field.of(record)));
    return values;
  }

  /** Replaces the values that a text names. */
  private static void lay(SpecShape shape, Map<Field, Object> values, String text) {
    arguments(shape, text.strip(), "")
        .forEach(
            (field, value) ->
                values.merge(
                    field,
                    value,
                    (old, now) -> field.open() ? merged((List<?>) old, (Changes) now) : now));
  }

  private static Object variant(Class<?> sealed, String text) {
    SpecText.Call call = SpecText.Call.of(text);
    Optional<SpecShape> named = SpecShape.variant(sealed, call.name());
    if (named.isPresent()) {
      return within(
          named.get().name(),
          () -> build(named.get(), arguments(named.get(), call.args(), call.at())));
    }
    boolean list = SpecText.indexOf(text, '|', 0) >= 0;
    SpecShape bare =
        SpecShape.variants(sealed).stream()
            .filter(
                shape -> shape.bare() && shape.startsWithList() == list && !call.parenthesised())
            .findFirst()
            .orElseThrow(() -> unknown(sealed, text));
    try {
      return build(
          bare, list ? arguments(bare, text, "") : arguments(bare, call.head(), call.at()));
    } catch (SpecException e) {
      boolean word = !text.isEmpty() && Character.isLetter(text.charAt(0)) && !list;
      throw word
              && Scalars.handles(bare.fields().getFirst().type())
              && !bare.fields().getFirst().type().isEnum()
          ? unknown(sealed, text)
          : e;
    }
  }

  private static SpecException unknown(Class<?> sealed, String text) {
    Stream<String> bare =
        SpecShape.variants(sealed).stream()
            .filter(shape -> shape.bare() && !shape.startsWithList())
            .map(shape -> Scalars.allowed(shape.fields().getFirst().type()));
    String choices =
        Stream.concat(SpecShape.variants(sealed).stream().map(SpecShape::synopsis), bare)
            .collect(Collectors.joining(", "));
    return new SpecException(Scalars.kebab(sealed.getSimpleName()), text, choices);
  }

  private static Object pair(SpecShape shape, String text) {
    int colon = SpecText.indexOf(text, ':', 0);
    Field first = shape.fields().get(0);
    Field second = shape.fields().get(1);
    SpecException.require(colon > 0, shape.name(), text, first.key() + ":" + second.key());
    Map<Field, Object> values = new LinkedHashMap<>();
    values.put(first, read(first, text.substring(0, colon).strip()));
    values.put(second, read(second, text.substring(colon + 1).strip()));
    return build(shape, values);
  }

  /**
   * The components that a text names, by key, by position, as a variant of an open component, or
   * behind an @.
   */
  private static Map<Field, Object> arguments(SpecShape shape, String text, String at) {
    Map<Field, Object> values = new LinkedHashMap<>();
    List<Field> positional = shape.fields().stream().filter(field -> !field.open()).toList();
    int position = 0;
    for (String argument : SpecText.split(text, ',')) {
      int equals = SpecText.indexOf(argument, '=', 0);
      String key =
          equals < 0 ? SpecText.Call.of(argument).name() : argument.substring(0, equals).strip();
      Optional<Field> open = shape.openFor(key);
      if (open.isPresent()) {
        Changes changes =
            (Changes)
                values.computeIfAbsent(open.get(), f -> new Changes(f, new LinkedHashMap<>()));
        changes.put(
            key,
            equals < 0 ? argument.substring(key.length()) : argument.substring(equals + 1).strip(),
            equals < 0);
      } else if (equals >= 0) {
        put(
            shape,
            values,
            shape.field(key).orElseThrow(() -> noSuchKey(shape, key)),
            argument.substring(equals + 1).strip());
      } else {
        SpecException.require(
            position < positional.size(), shape.name(), argument, shape.allowedKeys());
        put(shape, values, positional.get(position++), argument);
      }
    }
    if (!at.isEmpty()) {
      Field field =
          shape.fields().stream()
              .filter(Field::at)
              .findFirst()
              .orElseThrow(() -> new SpecException(shape.name(), "@" + at, "no '@' here"));
      put(shape, values, field, at);
    }
    return values;
  }

  private static void put(SpecShape shape, Map<Field, Object> values, Field field, String text) {
    Object old = values.put(field, read(field, text));
    SpecException.require(old == null, shape.name(), field.key(), "each key once");
  }

  private static SpecException noSuchKey(SpecShape shape, String key) {
    return new SpecException(shape.name(), key, shape.allowedKeys());
  }

  private static Object read(Field field, String text) {
    return within(field.key(), () -> component(field, text));
  }

  /** As {@link #read}, for a caller that names the field itself. */
  static Object component(Field field, String text) {
    if (field.optional()) {
      return text.isEmpty() || text.equalsIgnoreCase("none")
          ? Optional.empty()
          : Optional.of(value(field.element(), text));
    }
    if (field.list()) {
      if (text.equalsIgnoreCase("none")) {
        return List.of();
      }
      return SpecText.split(text, '|').stream().map(item -> value(field.element(), item)).toList();
    }
    return value(field.type(), text);
  }

  private static Object build(SpecShape shape, Map<Field, Object> given) {
    @Nullable Object[] arguments =
        shape.fields().stream()
            .map(
                field -> {
                  Object value = given.get(field);
                  if (value instanceof Changes changes) {
                    return merged(List.of(), changes);
                  }
                  if (value == null && field.open()) {
                    return List.of();
                  }
                  if (value == null) {
                    SpecException.require(
                        field.absent() != null,
                        shape.name(),
                        "no " + field.key(),
                        shape.allowedKeys());
                    return read(field, Objects.requireNonNull(field.absent()));
                  }
                  return value;
                })
            .toArray();
    return shape.create(arguments);
  }

  /**
   * The variants of an open component that a text names, by their names in the canonical text; an
   * empty list takes that variant out.
   */
  private record Changes(Field field, Map<String, List<Object>> byVariant) {
    void put(String variant, String text, boolean call) {
      SpecShape shape = SpecShape.variant(field.element(), variant).orElseThrow();
      List<Object> values = new ArrayList<>();
      if (!text.equalsIgnoreCase("off") || call) {
        for (String item : call ? List.of(variant + text) : SpecText.split(text, '|')) {
          values.add(
              within(
                  variant, () -> call ? value(field.element(), item) : argumentsOf(shape, item)));
        }
      }
      SpecException.require(
          byVariant.put(shape.name(), values) == null, field.key(), variant, "each key once");
    }

    private static Object argumentsOf(SpecShape shape, String text) {
      SpecText.Call call = SpecText.Call.of(text);
      boolean grouped = call.parenthesised() && call.name().isEmpty();
      return build(shape, arguments(shape, grouped ? call.args() : call.head(), call.at()));
    }
  }

  private static List<Object> merged(List<?> old, Changes changes) {
    List<Object> result = new ArrayList<>();
    for (Object value : old) {
      if (changes.byVariant.keySet().stream()
          .noneMatch(SpecShape.get(value.getClass()).name()::equalsIgnoreCase)) {
        result.add(value);
      }
    }
    changes.byVariant.values().forEach(result::addAll);
    return List.copyOf(result);
  }

  private static Object within(String field, java.util.function.Supplier<Object> reader) {
    try {
      return reader.get();
    } catch (SpecException e) {
      throw e.within(field);
    } catch (IllegalArgumentException e) {
      throw new SpecException(field + ": " + e.getMessage());
    }
  }
}

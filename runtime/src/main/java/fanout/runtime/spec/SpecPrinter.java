package fanout.runtime.spec;

import fanout.runtime.spec.SpecShape.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Value → canonical text: components that have their default value are left out. */
final class SpecPrinter {
  private SpecPrinter() {}

  static String print(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.map(SpecPrinter::print).orElse("none");
      case List<?> list when list.isEmpty() -> "none";
      case List<?> list -> list.stream().map(SpecPrinter::inList).collect(Collectors.joining("|"));
      case Record record when !Scalars.handles(record.getClass()) -> record(record);
      default -> Scalars.print(value);
    };
  }

  /** A bare list within a list keeps its name: only parentheses tell whose separator is whose. */
  private static String inList(Object value) {
    boolean bareList =
        value instanceof Record record
            && !Scalars.handles(record.getClass())
            && SpecShape.get(record.getClass()).bare()
            && SpecShape.get(record.getClass()).startsWithList();
    return bareList
        ? SpecShape.get(value.getClass()).name() + "(" + print(value) + ")"
        : print(value);
  }

  private static String record(Record record) {
    SpecShape shape = SpecShape.get(record.getClass());
    if (shape.pair()) {
      return shape.fields().stream()
          .map(field -> inList(field.of(record)))
          .collect(Collectors.joining(":"));
    }
    String at = at(shape, record);
    if (shape.bare()) {
      return shape.startsWithList() || shape.fields().size() == 1
          ? print(shape.fields().getFirst().of(record)) + at
          : String.join(",", arguments(shape, record)) + at;
    }
    List<String> arguments = arguments(shape, record);
    if (!shape.type().isAnnotationPresent(Spec.Name.class)) {
      return String.join(",", arguments);
    }
    return shape.name() + (arguments.isEmpty() ? "" : "(" + String.join(",", arguments) + ")") + at;
  }

  private static String at(SpecShape shape, Record record) {
    return shape.fields().stream()
        .filter(field -> field.at() && !print(field.of(record)).equals(field.absent()))
        .map(field -> "@" + print(field.of(record)))
        .collect(Collectors.joining());
  }

  static String whole(Record record) {
    return SpecShape.get(record.getClass()).fields().stream()
        .flatMap(
            field ->
                field.open()
                    ? open((List<?>) field.of(record)).values().stream()
                    : Stream.of(field.key() + "=" + print(field.of(record))))
        .collect(Collectors.joining(","));
  }

  private static List<String> arguments(SpecShape shape, Record record) {
    List<String> result = new ArrayList<>();
    for (Field field : shape.fields()) {
      Object value = field.of(record);
      if (field.open()) {
        result.addAll(open((List<?>) value).values());
      } else if (!field.at() && !isDefault(field, value)) {
        result.add(field.key() + "=" + print(value));
      }
    }
    return result;
  }

  private static boolean isDefault(Field field, Object value) {
    return field.absent() != null
        && (print(value).equals(field.absent())
            || (value.equals(Optional.empty()) && field.absent().isEmpty()));
  }

  /** {@code error=UNAVAILABLE@10%|INTERNAL@5%} or {@code hang@1%}, one text for each variant. */
  private static Map<String, String> open(List<?> values) {
    Map<String, List<Record>> byVariant = new LinkedHashMap<>();
    for (Object value : values) {
      byVariant
          .computeIfAbsent(SpecShape.get(value.getClass()).name(), name -> new ArrayList<>())
          .add((Record) value);
    }
    Map<String, String> texts = new LinkedHashMap<>();
    byVariant.forEach((name, records) -> texts.put(name, entry(name, records)));
    return texts;
  }

  private static String entry(String name, List<Record> values) {
    Record first = values.getFirst();
    SpecShape shape = SpecShape.get(first.getClass());
    return values.size() == 1 && arguments(shape, first).isEmpty()
        ? name + at(shape, first)
        : name + "=" + values.stream().map(SpecPrinter::item).collect(Collectors.joining("|"));
  }

  private static String item(Record record) {
    SpecShape shape = SpecShape.get(record.getClass());
    List<String> arguments = arguments(shape, record);
    Optional<Field> at = shape.fields().stream().filter(Field::at).findFirst();
    if (arguments.isEmpty() && at.isPresent()) {
      return "()@" + print(at.get().of(record));
    }
    Field first = shape.fields().getFirst();
    boolean single = arguments.size() == 1 && arguments.getFirst().startsWith(first.key() + "=");
    return (single ? print(first.of(record)) : "(" + String.join(",", arguments) + ")")
        + at(shape, record);
  }

  static String difference(Record base, Record changed) {
    SpecShape shape = SpecShape.get(base.getClass());
    return shape.fields().stream()
        .filter(field -> !field.of(base).equals(field.of(changed)))
        .flatMap(field -> changes(field, field.of(base), field.of(changed)))
        .collect(Collectors.joining(","));
  }

  private static Stream<String> changes(Field field, Object before, Object after) {
    if (!field.open()) {
      return Stream.of(field.key() + "=" + print(after));
    }
    Map<String, String> now = open((List<?>) after);
    Map<String, String> old = open((List<?>) before);
    Stream<String> gone =
        old.keySet().stream().filter(name -> !now.containsKey(name)).map(name -> name + "=off");
    return Stream.concat(now.values().stream().filter(text -> !old.containsValue(text)), gone);
  }
}

package fanout.runtime.settings;

import fanout.runtime.spec.Component;
import fanout.runtime.spec.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A record of settings, with its groups unfolded. */
final class Layout<T extends Record> {
  private sealed interface Node {
    /** A setting. */
    record Leaf(Entry entry) implements Node {}

    /** A group. */
    record Branch(Layout<?> layout) implements Node {}
  }

  private final Class<T> type;
  private final List<Node> nodes = new ArrayList<>();

  private Layout(Class<T> type, String prefix, String heading, Map<String, String> defaults) {
    this.type = type;
    List<Component> components = Component.of(type);
    for (Component component : components) {
      Group group = component.reflected().getAnnotation(Group.class);
      nodes.add(
          group == null
              ? new Node.Leaf(entry(component, prefix, heading, defaults))
              : branch(component, group, prefix, defaults));
    }
  }

  static <T extends Record> Layout<T> of(Class<T> type) {
    Layout<T> layout = new Layout<>(type, "", "", Map.of());
    List<String> keys = layout.entries().map(Entry::key).toList();
    if (keys.stream().distinct().count() < keys.size()) {
      throw new IllegalStateException(type + " has two settings of one name: " + keys);
    }
    return layout;
  }

  private static Entry entry(
      Component component, String prefix, String heading, Map<String, String> defaults) {
    String key = component.key();
    Optional<String> absent = Optional.ofNullable(defaults.get(key)).or(component::absent);
    return new Entry(prefix + key, component, heading, absent);
  }

  private static Node branch(
      Component component, Group group, String prefix, Map<String, String> outer) {
    Map<String, String> defaults =
        Stream.of(group.defaults())
            .map(text -> text.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    String inner = group.prefix().isEmpty() ? "" : group.prefix() + "-";
    // The outer group's defaults reach through to the settings of this one.
    outer.forEach(
        (key, text) -> {
          if (key.startsWith(inner)) {
            defaults.put(key.substring(inner.length()), text);
          }
        });
    Class<? extends Record> type = component.element().asSubclass(Record.class);
    return new Node.Branch(new Layout<>(type, prefix + inner, group.heading(), defaults));
  }

  /** Every setting, in the order of declaration. */
  Stream<Entry> entries() {
    return nodes.stream()
        .flatMap(
            node ->
                switch (node) {
                  case Node.Leaf leaf -> Stream.of(leaf.entry());
                  case Node.Branch branch -> branch.layout().entries();
                });
  }

  /**
   * Makes the record.
   *
   * @param value of each setting
   * @throws Refused if a record's constructor refuses its components
   */
  T build(Function<Entry, Object> value) {
    List<Object> values =
        nodes.stream()
            .map(
                node ->
                    switch (node) {
                      case Node.Leaf leaf -> value.apply(leaf.entry());
                      case Node.Branch branch -> (Object) branch.layout().build(value);
                    })
            .toList();
    try {
      return Component.create(type, values);
    } catch (SpecException e) {
      throw new Refused(named(e.field()), e);
    }
  }

  private @Nullable Entry named(String component) {
    return nodes.stream()
        .flatMap(node -> node instanceof Node.Leaf leaf ? Stream.of(leaf.entry()) : Stream.empty())
        .filter(entry -> entry.component().reflected().getName().equals(component))
        .findFirst()
        .orElse(null);
  }

  /** A record's constructor has refused its components. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable Entry entry;
    private final String complaint;

    Refused(@Nullable Entry entry, SpecException cause) {
      super(cause);
      this.entry = entry;
      String message = String.valueOf(cause.getMessage());
      String field = cause.field() + ": ";
      boolean named = entry != null && message.startsWith(field);
      this.complaint = named ? message.substring(field.length()) : message;
    }

    /** The setting that is to blame, if the complaint names one. */
    Optional<Entry> entry() {
      return Optional.ofNullable(entry);
    }

    /** The complaint without the setting's name. */
    String complaint() {
      return complaint;
    }
  }
}

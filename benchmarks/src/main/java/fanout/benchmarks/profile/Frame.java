package fanout.benchmarks.profile;

import java.util.Collection;
import java.util.TreeMap;

/** A method on the stack, and what it had called in turn. Not thread-safe. */
final class Frame {
  private final String name;
  private final TreeMap<String, Frame> callees = new TreeMap<>();
  private long samples;

  Frame(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** In how many samples it was on the stack here. */
  long samples() {
    return samples;
  }

  /** One sample more. */
  void take() {
    samples++;
  }

  /** What it called, in the order of their names. */
  Collection<Frame> callees() {
    return callees.values();
  }

  /** The one of this name, new if need be. */
  Frame callee(String method) {
    return callees.computeIfAbsent(method, Frame::new);
  }
}

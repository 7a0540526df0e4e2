package fanout.lab.load.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls under way in the order in which they were begun, linked to each other: one that ends
 * leaves nothing behind, whatever its place. Not thread-safe.
 */
final class WireCalls {
  private @Nullable WireCall first;
  private @Nullable WireCall last;

  @Nullable WireCall first() {
    return first;
  }

  void add(WireCall call) {
    call.before = last;
    if (last == null) {
      first = call;
    } else {
      last.after = call;
    }
    last = call;
  }

  /** Takes one out that is in it. */
  void remove(WireCall call) {
    if (call.before == null) {
      first = call.after;
    } else {
      call.before.after = call.after;
    }
    if (call.after == null) {
      last = call.before;
    } else {
      call.after.before = call.before;
    }
    call.before = null;
    call.after = null;
  }

  /** A copy. */
  List<WireCall> list() {
    List<WireCall> all = new ArrayList<>();
    for (WireCall call = first; call != null; call = call.after) {
      all.add(call);
    }
    return all;
  }
}

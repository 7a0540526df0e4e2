package fanout.runtime.server.eject;

import fanout.runtime.spec.Spec;
import java.util.List;
import java.util.Map;

/** No replica is ejected; one that is down gets no calls all the same. */
@Spec.Name(value = "none", doc = "no replica is ejected")
public record None() implements Ejection {
  @Override
  public List<? extends Map<String, ?>> over(List<? extends Map<String, ?>> child) {
    return child;
  }
}

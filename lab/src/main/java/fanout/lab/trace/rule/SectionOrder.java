package fanout.lab.trace.rule;

import fanout.aggregator.strategy.FanOutStrategy;
import fanout.lab.trace.Span;
import fanout.lab.trace.SpanNames;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceShape;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.util.List;

/** Sections follow each other, or overlap, as the strategy that the trace names has it. */
@Spec.Name(value = "section-order", doc = "sections chain or overlap as the strategy has it")
public record SectionOrder() implements TraceRule {
  @Override
  public List<String> faults(Evidence evidence) {
    return TraceRule.each(evidence, SectionOrder::faults);
  }

  private static List<String> faults(Trace trace) {
    List<String> strategies =
        trace.spans().map(SectionOrder::strategy).filter(text -> !text.isEmpty()).toList();
    if (strategies.size() != 1) {
      return List.of(
          "%d spans name a strategy, not one: %s.".formatted(strategies.size(), strategies));
    }
    try {
      return TraceShape.order(trace, order(strategies.getFirst()));
    } catch (SpecException e) {
      return List.of("its strategy is none of ours: " + e.getMessage());
    }
  }

  private static String strategy(Span span) {
    return span.attribute(SpanNames.STRATEGY);
  }

  private static TraceShape.Order order(String strategy) {
    return switch (Spec.parse(FanOutStrategy.class, strategy).shape()) {
      case CHAINED -> TraceShape.Order.CHAINED;
      case OVERLAPPING -> TraceShape.Order.OVERLAPPING;
    };
  }
}

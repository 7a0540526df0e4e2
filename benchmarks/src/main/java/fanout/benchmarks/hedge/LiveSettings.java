package fanout.benchmarks.hedge;

import fanout.aggregator.hedge.Adaptive;
import fanout.benchmarks.hedge.HedgeReport.Format;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Default;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;
import java.util.List;

/**
 * What {@link LiveBenchmark} is started with.
 *
 * @param shape the only one to be played; empty: all
 * @param adaptive the parameters of the policy under test
 * @param calls measured of each policy
 * @param rate calls a second of all policies together, in a Poisson stream
 * @param format of the tables
 * @param markdown the document whose tables are replaced; empty: none
 */
record LiveSettings(
    @Doc("the only shape to be played, by its name in the table; empty: all") @Default("")
        String shape,
    @Doc("parameters of the policy under test, for example budget=10%,hedges=2") @Default("")
        String adaptive,
    @Doc("calls that are measured of each policy") @Default("14400") int calls,
    @Doc("calls a second of all policies together") @Default("900") int rate,
    @Doc("how the tables are written") @Default("text") Format format,
    @Doc("the document whose tables are replaced; empty: none") @Default("") String markdown) {
  LiveSettings {
    SpecException.require(
        shape.isEmpty() || names().contains(shape), "shape", shape, String.join(" | ", names()));
    Spec.parse(Adaptive.class, adaptive); // what cannot be understood stops the start
    SpecException.require(
        calls >= 1200 && calls % LiveComparison.PARTS == 0,
        "calls",
        calls,
        "1200 or more, a multiple of " + LiveComparison.PARTS);
    SpecException.require(rate >= 1 && rate <= 10_000, "rate", rate, "1 to 10000");
  }

  Adaptive policy() {
    return Spec.parse(Adaptive.class, adaptive);
  }

  List<Shape> shapes() {
    return Shape.all().stream()
        .filter(candidate -> shape.isEmpty() || candidate.name().equals(shape))
        .toList();
  }

  private static List<String> names() {
    return Shape.all().stream().map(Shape::name).toList();
  }
}

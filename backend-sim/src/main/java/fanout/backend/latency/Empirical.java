package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.Spec.Doc;
import fanout.runtime.spec.SpecException;
import java.util.List;
import java.util.Optional;

/**
 * Latencies as recorded: each draw is one of the values in a file, as often as it occurs there.
 *
 * <p>The file is a list with one latency a line, or a HdrHistogram; see {@link SampleFile}. It is
 * read once for each model, by {@link #load} or by the first use of any other method; each of them
 * throws {@link fanout.runtime.spec.SpecException} naming file and line if it cannot be read.
 *
 * @param file the recording
 * @param unit of its numbers; to be given just when the file does not state one
 */
@Spec.Name(value = "empirical", doc = "as recorded in a file: one latency a line, .hlog or .hgrm")
public record Empirical(
    SampleFile file, @Doc("of numbers without one: ns, us, ms, s") Optional<SampleUnit> unit)
    implements LatencyModel {
  /** Reads the file, unless that has been done, and checks it. Thread-safe. */
  public void load() {
    scale();
  }

  @Override
  public double meanNanos() {
    return scale() * file.recording().mean();
  }

  @Override
  public double cdf(double nanos) {
    return file.recording().cdf(nanos / scale());
  }

  @Override
  public double quantileNanos(double p) {
    return scale() * file.recording().quantile(p);
  }

  private long scale() {
    Recording recording = file.recording();
    SpecException.require(
        recording.statesUnit() != unit.isPresent(),
        "unit",
        unit.map(Spec::print).orElse("none"),
        recording.statesUnit()
            ? "none, for " + file + " states its own"
            : "ns, us, ms or s, for " + file + " states none");
    long scale = unit.map(SampleUnit::nanos).orElse(1L);
    SpecException.require(
        recording.largest() * scale <= LONGEST.toNanos(),
        "file",
        file,
        "latencies up to 24h; the longest is "
            + recording.largest()
            + " "
            + unit.orElse(SampleUnit.NS));
    return scale;
  }

  @Override
  public List<Empirical> recordings() {
    return List.of(this);
  }
}

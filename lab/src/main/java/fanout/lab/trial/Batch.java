package fanout.lab.trial;

import fanout.lab.client.DashboardCall;
import fanout.lab.client.DashboardClient.Ask;
import fanout.lab.load.LoadResult;
import fanout.lab.stats.Sample;
import java.util.List;
import java.util.function.Predicate;

/**
 * The dashboards of one trial. Immutable.
 *
 * @param answers in the order of their ends
 * @param load the same calls as the generator saw them, with latencies from the intended starts
 */
public record Batch(List<Answer> answers, LoadResult load) {
  private static final double NANOS_PER_MILLI = 1e6;

  /** One request and what came of it. */
  public record Answer(Ask ask, DashboardCall call) {
    /** From its send to its end. */
    public double millis() {
      return call.elapsed().toNanos() / NANOS_PER_MILLI;
    }
  }

  /** Times from send to end. */
  public double[] millis() {
    return answers.stream().mapToDouble(Answer::millis).toArray();
  }

  /** A quantile of them, {@code p} from 0 to 1. */
  public double millis(double p) {
    return Sample.quantile(p, millis());
  }

  /** Requests of which something holds, in per cent. */
  public double share(Predicate<DashboardCall> predicate) {
    long count = answers.stream().map(Answer::call).filter(predicate).count();
    return 100.0 * count / Math.max(1, answers.size());
  }

  /** Sections of which something holds, in per cent of all that came back. */
  public double sectionShare(Predicate<fanout.v1.Section> predicate) {
    List<fanout.v1.Section> sections =
        answers.stream()
            .flatMap(answer -> answer.call().dashboard().stream())
            .flatMap(dashboard -> dashboard.getSectionsList().stream())
            .toList();
    long count = sections.stream().filter(predicate).count();
    return 100.0 * count / Math.max(1, sections.size());
  }
}

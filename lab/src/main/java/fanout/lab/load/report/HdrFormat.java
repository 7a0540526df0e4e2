package fanout.lab.load.report;

import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.Spec;

/** A histogram log, which HdrHistogram's tools read and {@code merge} puts together exactly. */
@Spec.Name(value = "hdr", doc = "HdrHistogram log, to be merged exactly by ./fanout merge")
public record HdrFormat() implements LoadFormat {
  @Override
  public String print(LoadReport report, Terminal terminal) {
    return HistogramLog.write(report);
  }
}

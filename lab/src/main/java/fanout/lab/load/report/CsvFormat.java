package fanout.lab.load.report;

import fanout.lab.measure.Distribution;
import fanout.lab.measure.Timings;
import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.Spec;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** A row for each kind of time and each code; times in milliseconds. */
@Spec.Name(value = "csv", doc = "a row for each kind of time and each code, in milliseconds")
public record CsvFormat() implements LoadFormat {
  @Override
  public String print(LoadReport report, Terminal terminal) {
    StringBuilder csv = new StringBuilder();
    String percentiles =
        Distribution.PERCENTILES.stream().map(CsvFormat::head).collect(Collectors.joining(","));
    csv.append("time,code,count,min_ms,mean_ms,%s,max_ms\n".formatted(percentiles));
    rows(csv, "all", report.summary().all());
    report.summary().byCode().forEach((code, timings) -> rows(csv, code.name(), timings));
    rows(csv, "unfinished", report.summary().unfinished());
    csv.append(row("lateness", "all", report.summary().lateness()));
    return csv.toString();
  }

  private static String head(double percentile) {
    return "p%s_ms".formatted(Percent.of(percentile));
  }

  private static void rows(StringBuilder csv, String code, Timings timings) {
    csv.append(row("latency", code, timings.latency()));
    csv.append(row("service-time", code, timings.serviceTime()));
  }

  private static String row(String time, String code, Distribution times) {
    DoubleStream percentiles =
        Distribution.PERCENTILES.stream().mapToDouble(p -> (double) times.percentile(p));
    DoubleStream figures =
        DoubleStream.concat(
            DoubleStream.of((double) times.min(), times.mean()),
            DoubleStream.concat(percentiles, DoubleStream.of((double) times.max())));
    return Stream.concat(
            Stream.of(time, code, String.valueOf(times.count())),
            figures.mapToObj(nanos -> String.valueOf(Math.round(nanos) / 1e6)))
        .collect(Collectors.joining(",", "", "\n"));
  }
}

package fanout.lab.report;

import fanout.lab.page.Html;
import fanout.lab.page.Parts;
import fanout.lab.result.ExampleTrace;
import fanout.lab.trace.SvgWaterfall;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The traces beside a result as waterfalls on one scale. */
final class ExampleTraces {
  private ExampleTraces() {}

  /** An example and its trace, or why there is none. */
  private record Found(ExampleTrace example, Optional<Trace> trace, String reason) {
    static Found of(ExampleTrace example, Path folder) {
      try {
        Optional<Trace> trace =
            TraceFiles.read(folder.resolve(example.file()), TraceFiles.Limits.STANDARD).stream()
                .filter(t -> t.id().equals(example.traceId()))
                .findFirst();
        return new Found(example, trace, "no trace " + example.traceId() + " in " + example.file());
      } catch (IOException e) {
        return new Found(example, Optional.empty(), String.valueOf(e.getMessage()));
      }
    }
  }

  static Html of(List<ExampleTrace> examples, Path folder) {
    if (examples.isEmpty()) {
      return Parts.section(
          "Single requests",
          Html.tag("p")
              .css("note")
              .of(
                  "There is no trace to show; where one was to be made, the remarks below say"
                      + " why."));
    }
    List<Found> found = examples.stream().map(example -> Found.of(example, folder)).toList();
    SvgWaterfall waterfall =
        SvgWaterfall.onOneScale(found.stream().flatMap(f -> f.trace().stream()).toList());
    List<Html> parts = new ArrayList<>();
    parts.add(
        Html.tag("p")
            .css("note")
            .of(
                "What was measured was not traced. Each variant below ran once more, traced, under"
                    + " the request ids of one of its trials, by which it drew the same latencies"
                    + " and faults; shown are its requests at the median and in the tail."));
    for (Found next : found) {
      Html drawn =
          next.trace()
              .map(trace -> waterfall.draw(trace, next.example().caption()))
              .orElseGet(() -> missing(next));
      parts.add(drawn);
    }
    parts.add(SvgWaterfall.legend());
    return Parts.section("Single requests", Html.group(parts));
  }

  private static Html missing(Found found) {
    return Html.tag("div")
        .css("waterfall")
        .of(
            Html.tag("h3").of(found.example().caption()),
            Html.tag("p").css("note").of("This trace cannot be shown: " + found.reason()));
  }
}

package fanout.lab.load.report;

import fanout.lab.measure.Recording;
import fanout.lab.measure.Sample;
import io.grpc.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Load runs: the usual, and what strains a page. */
final class SampleLoads {
  private SampleLoads() {}

  static Map<String, LoadReport> all() {
    Map<String, LoadReport> all = new LinkedHashMap<>();
    all.put("plain", report("fanout.v1.DashboardService/GetDashboard", 20_000, 1, List.of(), ""));
    all.put(
        "warned",
        report(
            "fanout.v1.DashboardService/GetDashboard",
            3_000,
            40,
            List.of(
                "the generator sent 310.0 calls/s of 500.0/s asked: this is not the load that was"
                    + " asked for",
                "7 calls had not ended 30.0 s after the last start; their true latency is longer"
                    + " than counted"),
            "backend is down"));
    String hostile = "</script><img src=x onerror=document.title='broken'>";
    all.put("hostile", report(hostile, 5, 2, List.of(hostile), hostile));
    all.put("one", report("p.Service/Call", 1, 1, List.of(), ""));
    all.put(
        "nothing",
        new LoadReport(
            run("p.Service/Call", null),
            List.of("the run was stopped early"),
            new Recording().summary()));
    return all;
  }

  private static LoadReport report(
      String call, int calls, int tail, List<String> warnings, String failure) {
    Recording recording = new Recording();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < calls; i++) {
      long service = (long) (118e6 + 4e6 * -Math.log(1 - random.nextDouble()));
      long late = random.nextInt(100) == 0 ? service * tail : random.nextLong(400_000);
      boolean fails = !failure.isEmpty() && i % 50 == 3;
      recording.ended(
          new Sample(0, late, late + service),
          fails ? Status.UNAVAILABLE.withDescription(failure) : Status.OK);
    }
    for (int i = 0; i < warnings.size(); i++) {
      recording.unfinished(new Sample(0, 5, 30_000_000_000L));
    }
    return new LoadReport(run(call, 500.0), warnings, recording.summary());
  }

  private static LoadReport.Run run(String call, @Nullable Double asked) {
    return new LoadReport.Run(
        call,
        "127.0.0.1:50060",
        2,
        LoadReport.Run.OWN,
        asked == null ? "closed(callers=8)" : "constant(rate=500/s)",
        42,
        1500,
        3_000_000_000L,
        1_800_000_000_000L,
        10_000_000_000L,
        asked,
        499.8);
  }
}

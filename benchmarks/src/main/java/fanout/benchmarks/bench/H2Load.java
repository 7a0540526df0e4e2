package fanout.benchmarks.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import fanout.v1.DashboardServiceGrpc;
import fanout.v1.GetDashboardRequest;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** nghttp2's load generator, where it is installed: the yardstick for ours. */
final class H2Load {
  private static final Pattern RATE = Pattern.compile("finished in .*?, ([0-9.]+) req/s");
  private static final int CONNECTIONS = 8;
  private static final int PREFIX = 5;

  private H2Load() {}

  /** Whether it is on the path. */
  static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, "h2load")));
  }

  /**
   * Sends the same request over as many connections for as long, with one thread.
   *
   * @throws UnavailableException where the system does not tell what it used
   */
  static Map<Metric, Double> run(String target, int callers, Duration time)
      throws InterruptedException {
    try {
      Path body = Files.createTempFile("fanout-h2load", ".grpc");
      try {
        Files.write(body, framed());
        return run(target, callers, time, body);
      } finally {
        Files.delete(body);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Metric, Double> run(String target, int callers, Duration time, Path body)
      throws IOException, InterruptedException {
    long seconds = Math.max(1, time.toSeconds()); // it takes whole ones
    List<String> command =
        List.of(
            "h2load",
            "--duration=" + seconds,
            "--clients=" + CONNECTIONS,
            "--max-concurrent-streams=" + callers / CONNECTIONS,
            "--threads=1",
            "--header=content-type: application/grpc",
            "--header=te: trailers",
            "--data=" + body,
            "http://%s/%s"
                .formatted(
                    target, DashboardServiceGrpc.getGetDashboardMethod().getFullMethodName()));
    Duration before = MachineLoad.ofEndedChildren();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    Matcher rate = RATE.matcher(said);
    if (process.waitFor() != 0 || !rate.find()) {
      throw new IOException("h2load failed: " + said);
    }
    double rps = Double.parseDouble(rate.group(1));
    // Read when it has been waited for: not before that are its times among those of children.
    Duration used = MachineLoad.ofEndedChildren().minus(before);
    double cores = (double) used.toNanos() / TimeUnit.SECONDS.toNanos(seconds);
    return Map.of(Metric.THROUGHPUT, rps, Metric.PER_CORE, rps / cores);
  }

  /** A message as gRPC frames it: not compressed, its length, itself. */
  private static byte[] framed() {
    byte[] message = GetDashboardRequest.newBuilder().setUserId("u-1001").build().toByteArray();
    return ByteBuffer.allocate(PREFIX + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }
}

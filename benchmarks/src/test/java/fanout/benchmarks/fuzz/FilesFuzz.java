package fanout.benchmarks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.AggregatorSettings;
import fanout.backend.latency.Empirical;
import fanout.backend.latency.SampleFile;
import fanout.backend.latency.SampleUnit;
import fanout.benchmarks.result.BenchRun;
import fanout.lab.terminal.Terminal;
import fanout.lab.trace.Trace;
import fanout.lab.trace.TraceFiles;
import fanout.lab.trace.Waterfall;
import fanout.runtime.settings.Settings;
import fanout.runtime.settings.Startup;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Files: traces in both forms, recordings of latencies, settings, results of earlier runs. */
class FilesFuzz {
  private static final String OTLP =
      """
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":
      {"stringValue":"user"}}]},"scopeSpans":[{"scope":{"name":"fanout"},"spans":[{"traceId":
      "5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","parentSpanId":
      "eee19b7ec3c1b173","name":"call","kind":3,"startTimeUnixNano":"1795262400000000000",
      "endTimeUnixNano":"1795262400005000000","attributes":[{"key":"n","value":{"intValue":"5"}},
      {"key":"list","value":{"arrayValue":{"values":[{"doubleValue":1.5},{"boolValue":true}]}}}],
      "events":[{"timeUnixNano":"1795262400001000000","name":"cancelled"}],
      "status":{"code":2,"message":"late"}}]}]}]}
      """;
  private static final String JAEGER =
      """
      {"data":[{"traceID":"5b8efff798038103d269b633813fc60c","spans":[{"traceID":
      "5b8efff798038103d269b633813fc60c","spanID":"eee19b7ec3c1b174","operationName":"call",
      "references":[{"refType":"CHILD_OF","traceID":"5b8efff798038103d269b633813fc60c","spanID":
      "eee19b7ec3c1b173"}],"startTime":1795262400000000,"duration":5000,"tags":[{"key":"span.kind",
      "type":"string","value":"client"},{"key":"n","type":"int64","value":5}],"logs":[{"timestamp":
      1795262400001000,"fields":[{"key":"event","type":"string","value":"cancelled"}]}],
      "processID":"p1"}],"processes":{"p1":{"serviceName":"user","tags":[]}}}]}
      """;
  private static final List<String> JSON_PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\"data\":",
          "\"spans\":",
          "\"resourceSpans\":",
          "null",
          "true",
          "-1",
          "1e999",
          "9223372036854775808",
          "\"5b8e\"",
          "\\u0000",
          " ",
          "\n");
  private static final List<byte[]> TRACES =
      List.of(Malformed.utf8(OTLP), Malformed.utf8(JAEGER), Malformed.utf8("[" + OTLP + "]"));
  private static final List<String> RECORDINGS =
      List.of(
          "latency_ms\n1.5\n2\n30\n",
          "1\n2\n3\n",
          "start,latency_us\n1,100\n2,3e2\n",
          "{\"response-time\": 0.1}\n{\"response-time\": 0.2}\n",
          "# comment\n\n5ms\n6ms\n");
  private static final List<String> CONFIGS =
      List.of(
          "data-port: 0\nplan: strategy=sequential\n",
              "user-target: 127.0.0.1:1\ndrain-limit: 5s\n",
          "tls:\n  certificate: none\n", "max-message-size: 4MiB\n? [a, b]\n: &x [*x]\n");
  private static final List<String> YAML_PIECES =
      List.of(
          "data-port",
          "plan",
          ":",
          " ",
          "\n",
          "- ",
          "&a",
          "*a",
          "!!javax.script.ScriptEngineManager",
          "[",
          "]",
          "{",
          "}",
          "'",
          "\"",
          "|",
          ">",
          "0",
          "none",
          "? ",
          "<<",
          "tls-",
          "\t",
          "---\n");
  private static final List<String> RESULTS =
      List.of(
          "{\"schema\":1,\"started\":\"x\",\"seconds\":1,\"machine\":{\"cpu\":\"c\",\"cores\":2},"
              + "\"benchmarks\":[{\"name\":\"n\",\"figures\":[{\"value\":1}]}]}");

  private Path file = Path.of("");

  @BeforeProperty
  void createFile() throws IOException {
    file = Files.createTempFile("fanout-fuzz", ".txt");
  }

  @AfterProperty
  void deleteFile() throws IOException {
    Files.delete(file);
  }

  @Provide
  Arbitrary<byte[]> traces() {
    return Malformed.bytes(TRACES);
  }

  @Provide
  Arbitrary<String> json() {
    return Malformed.texts(List.of(OTLP, JAEGER), JSON_PIECES);
  }

  @Provide
  Arbitrary<String> recordings() {
    return Malformed.texts(
        RECORDINGS, List.of("1", ".", "e", "-", "\n", ",", "ms", "\"", "{", "}"));
  }

  @Provide
  Arbitrary<String> configs() {
    return Malformed.texts(CONFIGS, YAML_PIECES);
  }

  @Provide
  Arbitrary<String> results() {
    return Malformed.texts(RESULTS, JSON_PIECES);
  }

  @Property
  void traceBytesAreReadAndDrawnOrRefusedByName(@ForAll("traces") byte[] content)
      throws IOException {
    readTraces(content);
  }

  @Property
  void traceTextsAreReadAndDrawnOrRefusedByName(@ForAll("json") String content) throws IOException {
    readTraces(Malformed.utf8(content));
  }

  private void readTraces(byte[] content) throws IOException {
    Files.write(file, content);
    List<Trace> traces;
    try {
      traces = TraceFiles.read(file, TraceFiles.Limits.STANDARD);
    } catch (IOException refused) {
      assertThat(refused).hasMessageContaining(file.getFileName().toString());
      return;
    }
    // One that was read must be drawn, too: what is odd about it strikes there.
    assertThat(new Waterfall(Terminal.plain(100), true).text(traces)).isNotNull();
  }

  @Property
  void aRecordingIsReadOrRefused(
      @ForAll("recordings") String content, @ForAll Optional<SampleUnit> unit) throws IOException {
    Files.write(file, Malformed.utf8(content));
    try {
      Empirical model = new Empirical(SampleFile.of(file), unit);
      model.load();
      assertThat(model.quantileNanos(0.5)).isNotNegative();
    } catch (SpecException refused) {
      assertThat(refused).hasMessageContaining(file.getFileName().toString());
    }
  }

  @Property
  void aConfigFileIsReadOrRefusedWithStatusTwo(@ForAll("configs") String content)
      throws IOException {
    Files.write(file, Malformed.utf8(content));
    load(List.of("--config", file.toString()), Map.of());
  }

  @Property
  void flagsAreReadOrRefusedWithStatusTwo(@ForAll("configs") String value, @ForAll long seed) {
    List<String> names = List.of("plan", "data-port", "user-target", "drain-limit", "data-host");
    String name = names.get(new SplittableRandom(seed).nextInt(names.size()));
    load(List.of("--" + name, value), Map.of());
    load(List.of(value), Map.of("FANOUT_AGGREGATOR_" + name.toUpperCase(Locale.ROOT), value));
  }

  private static void load(List<String> args, Map<String, String> environment) {
    Startup<AggregatorSettings> startup =
        Settings.of(AggregatorSettings.class, "fuzzed", "FANOUT_AGGREGATOR_")
            .load(args, environment);
    if (startup instanceof Startup.Stop<AggregatorSettings> stop) {
      assertThat(stop.text()).isNotBlank();
    }
  }

  @Property
  void anEarlierResultIsReadOrRefused(@ForAll("results") String content) throws IOException {
    Files.write(file, Malformed.utf8(content));
    try {
      assertThat(BenchRun.read("--compare", file)).isNotNull();
    } catch (SpecException refused) {
      assertThat(refused).hasMessageContaining("--compare");
    }
  }
}

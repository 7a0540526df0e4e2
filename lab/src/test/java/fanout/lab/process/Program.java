package fanout.lab.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import fanout.aggregator.AggregatorMain;
import fanout.backend.BackendMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program that can be started as a child process, by this JVM's java and class path. */
enum Program {
  AGGREGATOR("fanout-aggregator", "FANOUT_AGGREGATOR_", 50060, AggregatorMain.class),
  BACKEND("fanout-backend-sim", "FANOUT_BACKEND_", 50061, BackendMain.class);

  final String title;
  final String variablePrefix;
  final int usualPort;
  private final Class<?> main;

  Program(String title, String variablePrefix, int usualPort, Class<?> main) {
    this.title = title;
    this.variablePrefix = variablePrefix;
    this.usualPort = usualPort;
    this.main = main;
  }

  /** What a process that has ended by itself leaves. */
  record Ended(int status, String out, String err) {}

  /** Runs a process that ends by itself. */
  Ended run(Map<String, String> environment, String... args) throws Exception {
    Process process = process(fromClassPath(), environment, List.of(args));
    try {
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> all(process.errorReader(UTF_8).lines().toList()));
      String out = all(process.inputReader(UTF_8).lines().toList());
      if (!process.waitFor(Child.LONG.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(title + " does not end; it said " + out);
      }
      return new Ended(process.exitValue(), out, err.get());
    } finally {
      process.destroyForcibly();
    }
  }

  private static String all(List<String> lines) {
    return String.join("\n", lines);
  }

  /** Starts a process that serves; it does when this returns. */
  Child start(String... args) throws Exception {
    return start(Map.of(), args);
  }

  /** The same with variables in its environment. */
  Child start(Map<String, String> environment, String... args) throws Exception {
    Map<String, String> all = new HashMap<>(anyPorts());
    all.putAll(environment);
    return Child.of(title, process(fromClassPath(), all, List.of(args)));
  }

  /** The same from the jar that is handed out. */
  Child startJar(Path jar, String... args) throws Exception {
    return Child.of(title, process(List.of("-jar", jar.toString()), anyPorts(), List.of(args)));
  }

  /**
   * Weaker than a flag: tests do not get in the way of one another, nor of a testbed that is up.
   */
  private Map<String, String> anyPorts() {
    return Map.of(variablePrefix + "DATA_PORT", "0", variablePrefix + "ADMIN_PORT", "0");
  }

  private List<String> fromClassPath() {
    return List.of(
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-Dlogback.configurationFile=logback.xml", // the class path has one for tests as well
        "-cp",
        System.getProperty("java.class.path"),
        main.getName());
  }

  private static Process process(
      List<String> program, Map<String, String> environment, List<String> args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program);
    command.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(command);
    // What the person who runs the tests has set up must not reach the programs.
    builder.environment().keySet().removeIf(name -> name.matches("(FANOUT|OTEL|JDK|JAVA)_.*"));
    builder.environment().putAll(environment);
    return builder.start();
  }
}

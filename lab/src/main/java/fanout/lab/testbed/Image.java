package fanout.lab.testbed;

import fanout.aggregator.AggregatorMain;
import fanout.backend.BackendMain;
import fanout.lab.result.Environment;
import fanout.runtime.settings.Setting;
import fanout.runtime.settings.Settings;
import fanout.runtime.settings.Source;
import fanout.runtime.settings.Startup;
import fanout.runtime.spec.SpecException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A container image of the testbed, and the command line that it starts with. */
enum Image {
  AGGREGATOR(
      "fanout-aggregator", "FANOUT_AGGREGATOR_", AggregatorMain.class, AggregatorMain.settings()),
  BACKEND("fanout-backend-sim", "FANOUT_BACKEND_", BackendMain.class, BackendMain.settings());

  /** Where a setting came from that a testbed was given by the experiment. */
  static final String EXPERIMENT = "experiment";

  /** Where one came from that the container has in the manifests. */
  static final String MANIFEST = "manifest";

  /** The share of the memory limit that is heap, as in {@link #JVM_FLAGS}. */
  private static final int HEAP_PERCENT = 50;

  /** Those of the images; see Jib in the parent POM, which a test reads. */
  static final List<String> JVM_FLAGS =
      Stream.concat(
              Stream.of(
                  "-XX:MaxRAMPercentage=" + HEAP_PERCENT,
                  "-XX:+UseSerialGC",
                  "-XX:+ExitOnOutOfMemoryError",
                  "--enable-native-access=ALL-UNNAMED",
                  "-Dnetworkaddress.cache.ttl=5",
                  "-Dsun.net.inetaddr.ttl=5"),
              JvmFlags.SHIPPED.stream())
          .toList();

  private final String repository;
  private final String prefix;
  private final Class<?> main;
  private final Settings<?> settings;

  Image(String repository, String prefix, Class<?> main, Settings<?> settings) {
    this.repository = repository;
    this.prefix = prefix;
    this.main = main;
    this.settings = settings;
  }

  /** The image's name without registry and tag. */
  String repository() {
    return repository;
  }

  /** The class whose {@code main} it runs. */
  Class<?> main() {
    return main;
  }

  /** The environment variable for a setting. */
  String variable(String key) {
    return prefix + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The setting for an environment variable; the name itself where it is none of this program. */
  String key(String variable) {
    return variable.startsWith(prefix)
        ? variable.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '-')
        : variable;
  }

  /**
   * Every setting that the program takes from a command line and an environment.
   *
   * @param set keys that every program of its kind is given: those of {@link
   *     TestbedSettings#OF_EXPERIMENT} on behalf of an experiment, others for the testbed itself
   * @param changed keys that an experiment asked for by name
   * @throws SpecException if the program would refuse one
   */
  Map<String, Environment.Setting> effective(
      List<String> flags, Map<String, String> environment, Set<String> set, Set<String> changed) {
    Map<String, Environment.Setting> effective = new LinkedHashMap<>();
    switch (settings.load(flags, environment)) {
      case Startup.Run<?> run ->
          run.settings()
              .forEach(
                  setting ->
                      effective.put(
                          setting.key(),
                          new Environment.Setting(setting.text(), origin(setting, set, changed))));
      case Startup.Stop<?> stop -> throw new SpecException(stop.text().strip());
    }
    return effective;
  }

  private static String origin(Setting setting, Set<String> set, Set<String> changed) {
    String key = setting.key();
    if (changed.contains(key)
        || (set.contains(key) && TestbedSettings.OF_EXPERIMENT.contains(key))) {
      return EXPERIMENT;
    }
    if (set.contains(key)) {
      return Environment.PLACE;
    }
    return setting.source() instanceof Source.Default ? "default" : MANIFEST;
  }

  /**
   * The image's command line with this JVM, its class path and its class cache in place of the
   * image's, and with the container's limits, which here no kernel sets.
   */
  List<String> command(PodTemplate pod) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    JVM_FLAGS.stream().filter(JvmFlags::known).forEach(command::add);
    command.add("-Xmx%dk".formatted(pod.memoryBytes() / 1024 * HEAP_PERCENT / 100));
    command.add("-XX:ActiveProcessorCount=" + pod.processors());
    classCache().forEach(command::add);
    // On the class path of tests there is a configuration that says nothing, not even the ports.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(pod.arguments());
    return command;
  }

  /** It fits the same class path and the same JVM, which these processes have. */
  private static Stream<String> classCache() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.matches("-XX:(AOTCache|SharedArchiveFile)=.*|-Xlog:.*"));
  }
}

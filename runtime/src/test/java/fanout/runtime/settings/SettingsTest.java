package fanout.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.spec.ByteSize;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  sealed interface Wait permits Fixed, Spread {}

  @Spec.Bare
  @Spec.Name(value = "fixed", doc = "always the same")
  record Fixed(Duration value) implements Wait {}

  @Spec.Name(value = "spread", doc = "between two bounds")
  record Spread(Duration from, Duration to) implements Wait {}

  record Cup(
      @Spec.Default("250ms") @Spec.Doc("how long to brew") Duration brew,
      @Spec.Default("1MiB") ByteSize size) {
    Cup {
      SpecException.require(brew.isPositive(), "brew", brew, "more than 0s");
    }
  }

  record Kitchen(
      @Spec.Default("8080") @Spec.Doc("port of the kitchen, 100% hot") int dataPort,
      @Spec.Default("5ms") @Spec.Doc("time to answer") Wait answer,
      @Spec.Default("a|b") List<String> names,
      @Spec.Doc("a limit") Optional<Integer> limit,
      @Spec.Default("false") boolean loud,
      @Group(prefix = "tea", heading = "Tea", defaults = "size=2MiB") Cup tea,
      @Group Cup cup) {}

  record Planned(@Spec.Default("1s") String plan, @Spec.Default("7") int other) {
    Planned {
      Spec.parse(Duration.class, plan);
    }
  }

  private static final Settings<Kitchen> SETTINGS =
      Settings.of(Kitchen.class, "kitchen", "FANOUT_")
          .describedAs("Makes 100% of the tea.", "1.2.3")
          .ignoring("FANOUT_TRAY");

  @TempDir Path directory;
  private Path file = Path.of("unset");

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("kitchen.yaml");
  }

  private static Startup.Run<Kitchen> run(List<String> args, Map<String, String> environment) {
    return (Startup.Run<Kitchen>) SETTINGS.load(args, environment);
  }

  private static Startup.Stop<Kitchen> stop(List<String> args, Map<String, String> environment) {
    return (Startup.Stop<Kitchen>) SETTINGS.load(args, environment);
  }

  private String fileFlag(String text) throws IOException {
    return "--config=" + Files.writeString(file, text);
  }

  @Test
  void everythingHasItsDefault() {
    Kitchen kitchen = run(List.of(), Map.of()).value();
    Cup cup = new Cup(Duration.ofMillis(250), new ByteSize(1 << 20));
    Cup tea = new Cup(Duration.ofMillis(250), new ByteSize(2 << 20));
    Wait answer = new Fixed(Duration.ofMillis(5));
    assertThat(kitchen)
        .isEqualTo(new Kitchen(8080, answer, List.of("a", "b"), Optional.empty(), false, tea, cup));
  }

  @Test
  void flagGoesBeforeEnvironmentBeforeFileBeforeDefault() throws IOException {
    String config = fileFlag("data-port: 1\nlimit: 1\ntea-brew: 1s\nnames: [x, y]\n");
    Map<String, String> environment = Map.of("FANOUT_DATA_PORT", "2", "FANOUT_LIMIT", "2");
    Startup.Run<Kitchen> run = run(List.of(config, "--data-port", "3"), environment);
    assertThat(run.value().dataPort()).isEqualTo(3);
    assertThat(run.value().limit()).contains(2);
    assertThat(run.value().tea().brew()).isEqualTo(Duration.ofSeconds(1));
    assertThat(run.value().names()).containsExactly("x", "y");
    assertThat(run.settings())
        .contains(
            new Setting("data-port", "3", new Source.Flag("--data-port")),
            new Setting("limit", "2", new Source.Variable("FANOUT_LIMIT")),
            new Setting("tea-brew", "1s", new Source.Line(file, 3, "tea-brew")),
            new Setting("brew", "250ms", new Source.Default("brew")));
  }

  @Test
  void theFileMayBeNamedByTheEnvironment() throws IOException {
    Files.writeString(file, "loud: on");
    assertThat(run(List.of(), Map.of("FANOUT_CONFIG", file.toString())).value().loud()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--loud", "--loud=true", "--loud=yes"})
  void aSwitchNeedsNoValue(String flag) {
    assertThat(run(List.of(flag), Map.of()).value().loud()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "--data-port=80x ~ kitchen: flag --data-port: number: '80x' is not allowed; allowed: a"
            + " whole number",
        "--dat-port=80 ~ kitchen: flag --dat-port=80: no such setting; did you mean --data-port?"
            + " known: --config",
        "--data-port ~ flag --data-port: no value given; allowed: <int>",
        "--loud --loud ~ flag --loud: given twice; allowed: each flag once",
        "--answer=slow(1ms) ~ flag --answer: wait: 'slow(1ms)' is not allowed; allowed:"
            + " fixed(value=<duration>), spread(",
        "--answer=spread(from=1ms,too=2ms) ~ flag --answer: spread → spread: 'too' is not allowed;"
            + " allowed: keys from, to",
        "--tea-brew=0s ~ flag --tea-brew: '0ms' is not allowed; allowed: more than 0s",
        "--brew=0s ~ flag --brew: '0ms' is not allowed; allowed: more than 0s",
        "milk ~ argument 'milk': not allowed; allowed: flags such as --config",
        "--config=/no/such/file ~ file /no/such/file: no such file",
        "--config=/ ~ file /: a directory; allowed: a YAML file",
      })
  void aBadFlagIsNamedWithWhatIsAllowed(String args, String complaint) {
    Startup.Stop<Kitchen> stop = stop(List.of(args.split(" ")), Map.of());
    assertThat(stop.text()).contains(complaint).endsWith("Try 'kitchen --help'.\n");
    assertThat(stop.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "FANOUT_DATA_PORT ~ x ~ environment variable FANOUT_DATA_PORT: number: 'x' is not allowed",
        "FANOUT_DATA_PROT ~ 1 ~ environment variable FANOUT_DATA_PROT='1': no such setting; did you"
            + " mean FANOUT_DATA_PORT?",
        "FANOUT_ZZZZZZ ~ 1 ~ no such setting; known: FANOUT_CONFIG, FANOUT_DATA_PORT",
        "FANOUT_LIMIT ~ many ~ environment variable FANOUT_LIMIT: number: 'many' is not allowed",
        "FANOUT_LIMIT ~ tcp://a:1 ~ environment variable FANOUT_LIMIT: number: 'tcp://a:1' is not"
            + " allowed",
        "FANOUT_LIMITS ~ tcp://a:1 ~ environment variable FANOUT_LIMITS='tcp://a:1': no such"
            + " setting",
      })
  void aBadVariableIsNamedWithWhatIsAllowed(String name, String value, String complaint) {
    Startup.Stop<Kitchen> stop = stop(List.of(), Map.of(name, value));
    assertThat(stop.text()).contains(complaint);
    assertThat(stop.status()).isEqualTo(2);
  }

  @Test
  void variablesOfOthersAreLeftAlone() {
    Map<String, String> environment =
        Map.of(
            "PATH", "/bin",
            "FANOUT_TRAY", "oak",
            "FANOUT_JAVA_HOME", "/opt/java",
            "FANOUT_LOG_LEVEL", "debug",
            "FANOUT_DATA_PORT", "tcp://10.0.0.1:9090",
            "FANOUT_USER_SERVICE_HOST", "10.0.0.1",
            "FANOUT_USER_PORT_9090_TCP_ADDR", "10.0.0.1");
    assertThat(run(List.of(), environment).value().dataPort()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "data-prt: 1 ~ line 1, data-prt: no such setting; did you mean data-port? known: data-port,"
            + " answer",
        "loud: on\\n"
            + "data-port: x ~ line 2, data-port: number: 'x' is not allowed; allowed: a whole"
            + " number",
        "limit: 1\\nlimit: 2 ~ line 2, limit: given twice; allowed: each setting once",
        "tea: {brew: 1s} ~ line 1, tea: allowed: one value, or a list of values",
        "names: [a ~ line 1: not YAML: ",
        "just text ~ allowed: 'key: value' lines",
        "answer: *x ~ not YAML: ",
        "answer: !!javax.script.ScriptEngineManager [] ~ line 1: not YAML: Global tag is not"
            + " allowed",
        "[1, 2]: 3 ~ line 1: allowed: 'key: value' lines",
      })
  void aBadFileIsNamedWithLineAndWhatIsAllowed(String text, String complaint) throws IOException {
    Startup.Stop<Kitchen> stop = stop(List.of(fileFlag(text.replace("\\n", "\n"))), Map.of());
    assertThat(stop.text()).contains("file " + file).contains(complaint);
    assertThat(stop.status()).isEqualTo(2);
  }

  @Test
  void aFileThatIsTooLargeIsNotRead() throws IOException {
    assertThat(stop(List.of(fileFlag("#".repeat(300_000))), Map.of()).text())
        .contains("larger than 256KiB");
  }

  @Test
  void aTextThatIsOverruledMustBeWellFormedToo() throws IOException {
    String config = fileFlag("data-port: x");
    assertThat(stop(List.of(config, "--data-port=1"), Map.of()).text())
        .contains("data-port: number: 'x'");
  }

  @Test
  void everyComplaintIsMadeAtOnce() {
    String text = stop(List.of("--data-port=x", "--loudd"), Map.of("FANOUT_LIMIT", "y")).text();
    assertThat(text.lines()).hasSize(4);
    assertThat(text).contains("--data-port", "--loudd", "FANOUT_LIMIT");
  }

  @Test
  void valuesAreReadAsTheyAreWrittenWithoutYamlTypes() throws IOException {
    String config = fileFlag("names: [on, 0x10, 1_000, ~]\ndata-port: 1_000\n");
    Kitchen kitchen = run(List.of(config), Map.of()).value();
    assertThat(kitchen.names()).containsExactly("on", "0x10", "1_000", "~");
    assertThat(kitchen.dataPort()).isEqualTo(1000);
  }

  @Test
  void printedSettingsAreAFileThatGivesTheSame() throws IOException {
    List<String> args =
        List.of("--names=a: b|#c|'d'|ä", "--answer=spread(1ms,2ms)", "--tea-brew=3s");
    String printed =
        stop(List.of(args.get(0), args.get(1), args.get(2), "--print-config"), Map.of()).text();
    assertThat(printed)
        .contains("tea-brew: 3s  # flag --tea-brew\n", "data-port: 8080  # default\n");
    assertThat(run(List.of(fileFlag(printed)), Map.of()).value())
        .isEqualTo(run(args, Map.of()).value());
  }

  @Test
  void theReferenceHoldsEverySettingAndChangesNothing() throws IOException {
    String reference = stop(List.of("--print-reference"), Map.of()).text();
    assertThat(reference)
        .isEqualTo(SETTINGS.reference())
        .contains(
            """
            # port of the kitchen, 100% hot
            # allowed: a whole number
            # --data-port, FANOUT_DATA_PORT
            data-port: 8080
            """,
            "# allowed: one of fixed, spread", "limit: none", "tea-size: 2MiB");
    assertThat(run(List.of(fileFlag(reference)), Map.of()).value())
        .isEqualTo(run(List.of(), Map.of()).value());
  }

  @Test
  void helpShowsEverySettingWithItsVariantsAtTheWidthOfTheTerminal() {
    Startup.Stop<Kitchen> stop = stop(List.of("--help"), Map.of("COLUMNS", "70", "NO_COLOR", "1"));
    assertThat(stop.status()).isZero();
    assertThat(stop.text())
        .contains("Makes 100% of the tea.", "--data-port=<int>", "port of the kitchen, 100% hot;")
        .containsSubsequence("--loud", "Tea", "--tea-brew")
        .contains("fixed(value=<duration>)", "always the same", "spread(", "between two bounds")
        .contains("FANOUT_DATA_PORT")
        .doesNotContain("\u001b");
    assertThat(stop.text().lines()).allMatch(line -> line.length() <= 70);
  }

  @Test
  void theVersionIsPrinted() {
    assertThat(stop(List.of("-V"), Map.of())).isEqualTo(new Startup.Stop<>("kitchen 1.2.3\n", 0));
  }

  @Test
  void aSettingWithoutDefaultMustBeGiven() {
    record Strict(@Spec.Doc("whom to call") String target) {}
    Settings<Strict> settings = Settings.of(Strict.class, "strict", "STRICT_");
    assertThat(settings.load(List.of(), Map.of()))
        .asString()
        .contains("strict: setting --target: must be given; allowed: text");
    assertThat(settings.reference()).contains("# target: must be given");
  }

  @Test
  void aComplaintFromInsideATextNamesTheSettingThatHoldsIt() {
    Settings<Planned> settings = Settings.of(Planned.class, "planned", "PLANNED_");
    assertThat(settings.load(List.of("--other=8", "--plan=soon"), Map.of()))
        .asString()
        .contains("planned: flag --plan: duration: 'soon' is not allowed; allowed: a duration");
  }

  @Test
  void embeddersStartFromTheDefaults() {
    Kitchen kitchen = Settings.defaults(Kitchen.class, Map.of("tea-brew", "7s"));
    assertThat(kitchen.tea().brew()).isEqualTo(Duration.ofSeconds(7));
    assertThatThrownBy(() -> Settings.defaults(Kitchen.class, Map.of("te-brew", "7s")))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("'te-brew' is not allowed; allowed: data-port, answer");
    assertThatThrownBy(() -> Settings.defaults(Kitchen.class, Map.of("tea-brew", "0s")))
        .hasMessage("tea-brew: '0ms' is not allowed; allowed: more than 0s");
  }
}

package fanout.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.AggregatorMain;
import fanout.backend.BackendMain;
import fanout.runtime.settings.Settings;
import fanout.runtime.settings.Startup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The commented files of all defaults among the documents. */
class ReferenceFilesTest {
  private static final Path DIRECTORY = Path.of("..", "docs", "reference");

  private static void assertInStep(Settings<?> settings, String name) throws Exception {
    Path file = DIRECTORY.resolve(name + ".yaml");
    String jar = "%1$s/target/fanout-%1$s.jar".formatted(name);
    assertThat(Files.readString(file))
        .as("to bring it up to date: java -jar %s --print-reference > docs/reference/%s.yaml", jar, name)
        .isEqualTo(settings.reference());
    assertThat(settings.load(List.of("--config", file.toString()), Map.of()))
        .isInstanceOfSatisfying(
            Startup.Run.class, run -> assertThat(run.value()).isEqualTo(defaults(settings)));
  }

  private static Object defaults(Settings<?> settings) {
    return ((Startup.Run<?>) settings.load(List.of(), Map.of())).value();
  }

  @Test
  void theAggregatorsIsWhatTheProgramPrintsAndMeansItsDefaults() throws Exception {
    assertInStep(AggregatorMain.settings(), "aggregator");
  }

  @Test
  void theBackendsIsWhatTheProgramPrintsAndMeansItsDefaults() throws Exception {
    assertInStep(BackendMain.settings(), "backend-sim");
  }
}

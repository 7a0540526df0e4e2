package fanout.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.report.SampleResults;
import fanout.lab.result.ResultFiles;
import fanout.lab.trace.SampleTraces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final ExperimentRun RUN =
      new ExperimentRun(
          SampleResults.inconclusive(),
          Map.of(),
          Map.of(),
          Map.of("trace-1.json", SampleTraces.sequential()));

  @TempDir private Path folder = Path.of("");

  /** {@code run --repeat} takes a folder that has it for whole. */
  @Test
  void theFileThatMarksARunAsCompleteIsWrittenLast() throws Exception {
    List<String> files = RunFolder.write(RUN, folder);
    assertThat(files).contains("trace-1.json", "report.html").endsWith(ResultFiles.NAME);
  }

  @Test
  void whatCannotBeWrittenLeavesNoEarlierRunThatSeemsWhole() throws Exception {
    RunFolder.write(RUN, folder);
    Files.delete(folder.resolve("report.html"));
    Files.createDirectory(folder.resolve("report.html")); // cannot be written

    assertThatThrownBy(() -> RunFolder.write(RUN, folder)).isInstanceOf(IOException.class);
    assertThat(folder.resolve(ResultFiles.NAME)).doesNotExist();
  }

  @Test
  void tracesOfAnEarlierRunDoNotStayAmongThoseOfThisOne() throws Exception {
    Files.writeString(folder.resolve("trace-1.json"), "earlier");
    Files.writeString(folder.resolve("trace-2.json"), "earlier");
    RunFolder.write(RUN, folder);
    assertThat(folder).isDirectoryNotContaining("glob:**/trace-2.json");
    assertThat(folder.resolve("trace-1.json")).content().contains(SampleTraces.sequential().id());
  }
}

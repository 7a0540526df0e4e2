package fanout.lab.report;

import fanout.lab.result.ExperimentResult;
import fanout.lab.result.ResultFiles;
import fanout.runtime.spec.Spec;
import java.io.IOException;
import java.nio.file.Path;

/** Everything, for programs. */
@Spec.Name(value = "json", doc = "everything, for programs: docs/results.md")
public record JsonReport() implements ReportFormat {
  @Override
  public String file() {
    return ResultFiles.NAME;
  }

  @Override
  public void write(ExperimentResult result, Path folder) throws IOException {
    ResultFiles.write(result, folder.resolve(file()));
  }
}

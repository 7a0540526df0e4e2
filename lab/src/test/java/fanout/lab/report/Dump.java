package fanout.lab.report;

import java.nio.file.*;

class Dump {
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    SampleResults.writeTraces(folder);
    for (var e : SampleResults.all().entrySet()) {
      Files.writeString(
          folder.resolve(e.getKey() + ".html"), HtmlReport.html(e.getValue(), folder));
    }
  }
}

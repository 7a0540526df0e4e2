package fanout.lab.cli;

import fanout.lab.file.NamedFile;
import fanout.lab.load.report.LoadFormat;
import fanout.lab.load.report.LoadReport;
import fanout.lab.terminal.Terminal;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a report goes and in which form. */
final class LoadOutput {
  @Option(
      names = {"-O", "--format"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, json, csv, hdr or html (default: ${DEFAULT-VALUE}).")
  private String format = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Writes the report there instead of to standard output.")
  private @Nullable Path file;

  /**
   * Asked before the run, not after it.
   *
   * @throws SpecException if the format is unknown or the file cannot be written
   */
  LoadFormat checked() {
    LoadFormat known = Spec.parse(LoadFormat.class, format);
    if (file != null) {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
      boolean writable = Files.exists(file) ? Files.isWritable(file) : Files.isWritable(folder);
      SpecException.require(
          writable && !Files.isDirectory(file),
          "--output",
          file,
          "a file in a directory that can be written to");
    }
    return known;
  }

  /**
   * Writes the report. What was measured cannot be measured again: where the file does not take it,
   * it goes to standard output.
   *
   * @throws IOException with the file's name if it cannot be written
   */
  void write(LoadReport report, Terminal terminal, PrintWriter out) throws IOException {
    LoadFormat known = checked();
    Path target = file;
    if (target == null) {
      print(known.print(report, terminal), out);
      return;
    }
    boolean unicode = true;
    String text = known.print(report, new Terminal(terminal.width(), false, unicode));
    try {
      NamedFile.write(target, () -> Files.writeString(target, text));
    } catch (IOException e) {
      print(text, out);
      throw e;
    }
  }

  private static void print(String text, PrintWriter out) {
    out.print(text);
    out.flush();
  }
}

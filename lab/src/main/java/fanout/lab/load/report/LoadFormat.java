package fanout.lab.load.report;

import fanout.lab.terminal.Terminal;

/** A way to write a report down. */
public sealed interface LoadFormat
    permits TextFormat, JsonFormat, CsvFormat, HdrFormat, HtmlFormat {
  /**
   * The report, with a line end behind it.
   *
   * @param terminal what a person's screen can show; formats for programs do not ask
   */
  String print(LoadReport report, Terminal terminal);
}

package fanout.lab.report;

/** Cells of RFC 4180. */
public final class Csv {
  private Csv() {}

  /** Quoted where it has to be. */
  public static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}

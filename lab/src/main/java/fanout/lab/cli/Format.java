package fanout.lab.cli;

/** What a command writes to standard output; the constants are the words of {@code --format}. */
enum Format {
  /** For people. */
  text,
  /** For programs: nothing but JSON. */
  json
}

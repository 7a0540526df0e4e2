package fanout.runtime.settings;

import java.util.List;

/** What a command line amounts to: a program that runs, or a text and an exit status. */
public sealed interface Startup<T> {
  /**
   * The program is to run.
   *
   * @param value the settings
   * @param settings the same one by one, with their sources
   */
  record Run<T>(T value, List<Setting> settings) implements Startup<T> {
    public Run {
      settings = List.copyOf(settings);
    }
  }

  /**
   * The program is to print a text and end.
   *
   * @param text ends with a new line
   * @param status 0: what was asked for, standard output; 2: a complaint, standard error
   */
  record Stop<T>(String text, int status) implements Startup<T> {}

  /** The settings of a program that is to run; any other prints its text and ends the process. */
  @SuppressWarnings("SystemOut") // this is the one place where a text is handed to the terminal
  default T orExit() {
    return switch (this) {
      case Run<T> run -> run.value();
      case Stop<T> stop -> {
        (stop.status() == 0 ? System.out : System.err).print(stop.text());
        System.exit(stop.status());
        throw new IllegalStateException("exit returned");
      }
    };
  }
}

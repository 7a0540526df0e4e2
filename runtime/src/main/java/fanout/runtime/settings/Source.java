package fanout.runtime.settings;

import java.nio.file.Path;

/** Where the text of a setting comes from; {@code toString} is fit for messages. */
public sealed interface Source {
  /**
   * The command line.
   *
   * @param name with its dashes
   */
  record Flag(String name) implements Source {
    @Override
    public String toString() {
      return "flag " + name;
    }
  }

  /** The environment. */
  record Variable(String name) implements Source {
    @Override
    public String toString() {
      return "environment variable " + name;
    }
  }

  /**
   * The configuration file.
   *
   * @param line counted from 1
   */
  record Line(Path file, int line, String key) implements Source {
    @Override
    public String toString() {
      return "file " + file + " line " + line + ", " + key;
    }
  }

  /** Nobody said anything. */
  record Default(String key) implements Source {
    @Override
    public String toString() {
      return "default";
    }
  }
}

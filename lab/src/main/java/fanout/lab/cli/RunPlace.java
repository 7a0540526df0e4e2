package fanout.lab.cli;

import fanout.lab.testbed.InProcess;
import fanout.lab.testbed.Testbed;

/** Where experiments run. */
final class RunPlace {
  /** Makes testbeds of that kind. */
  Testbed.Launcher launcher() {
    return InProcess::start;
  }

  /** The flags that name it again. */
  String flags() {
    return "";
  }
}

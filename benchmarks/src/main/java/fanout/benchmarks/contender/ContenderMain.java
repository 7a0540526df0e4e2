package fanout.benchmarks.contender;

import static java.nio.charset.StandardCharsets.UTF_8;

import fanout.benchmarks.contender.Contender.Serving;
import fanout.benchmarks.contender.Contender.Surroundings;
import fanout.runtime.spec.Spec;
import fanout.runtime.telemetry.Logging;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * A contender's process. It says where it listens, then answers each line on standard input with a
 * line on standard output, and ends when its input does: with the process that measures it.
 */
final class ContenderMain {
  /** Asks for {@link Usage}. */
  static final String USAGE = "usage";

  /** Asks for the live heap in bytes, after a full collection. */
  static final String LIVE_HEAP = "live-heap";

  /** Asks how many calls are in flight. */
  static final String IN_FLIGHT = "in-flight";

  private ContenderMain() {}

  /** Runs a contender: its text, then the four parts of its surroundings. */
  @SuppressWarnings("SystemOut") // the line protocol
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Logging.start(System.getenv());
    Contender contender = Spec.parse(Contender.class, args[0]);
    Serving serving = contender.serve(new Surroundings(args[1], args[2], args[3], args[4]));
    System.out.println(serving.address().getHostString() + ":" + serving.address().getPort());
    try (BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        System.out.println(answer(line, serving));
      }
    }
    serving.close().run();
    System.exit(0);
  }

  private static String answer(String question, Serving serving) {
    return switch (question) {
      case USAGE -> Usage.ofThisProcess().print();
      case LIVE_HEAP -> Long.toString(liveHeap());
      case IN_FLIGHT -> Long.toString(serving.inFlight().getAsLong());
      default -> throw new IllegalArgumentException(question);
    };
  }

  private static long liveHeap() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}

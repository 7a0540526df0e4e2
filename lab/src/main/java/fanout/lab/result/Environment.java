package fanout.lab.result;

import java.util.List;
import java.util.Map;

/**
 * What was measured where.
 *
 * @param jvm name and version of the Java virtual machine
 * @param flags its arguments
 * @param os name and version of the operating system
 * @param cpu model of the processor
 * @param cores as many as the JVM may use
 * @param versions of the libraries that matter, and of this project, by name
 * @param testbed where aggregator and backends ran: {@code in-process}, {@code processes}, or
 *     addresses
 * @param settings of the programs with where each came from, by {@code program.key}
 */
public record Environment(
    String jvm,
    List<String> flags,
    String os,
    String cpu,
    int cores,
    Map<String, String> versions,
    String testbed,
    Map<String, Setting> settings) {
  /** The origin of what only says where a program listens and whom it calls. */
  public static final String PLACE = "testbed";

  /**
   * A value and where it came from: {@code default}, {@code manifest} (of the program's container),
   * {@code experiment}, {@value #PLACE}.
   */
  public record Setting(String value, String origin) {}
}

package fanout.benchmarks.contender;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * What a process has used since its start. Immutable.
 *
 * @param cpuNanos processor time of all its threads, the collector's and the compiler's included
 * @param allocatedBytes what its Java threads have allocated
 * @param compilingNanos how long its just-in-time compilers were at work
 */
public record Usage(long cpuNanos, long allocatedBytes, long compilingNanos) {
  /** Of this process. */
  public static Usage ofThisProcess() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    long compiling = ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    return new Usage(
        system.getProcessCpuTime(),
        threads.getTotalThreadAllocatedBytes(),
        TimeUnit.MILLISECONDS.toNanos(compiling));
  }

  /** As one line for {@link #parse}. */
  String print() {
    return cpuNanos + " " + allocatedBytes + " " + compilingNanos;
  }

  /** Reads back what {@link #print} has written. */
  static Usage parse(String line) {
    String[] figures = line.split(" ", -1);
    return new Usage(
        Long.parseLong(figures[0]), Long.parseLong(figures[1]), Long.parseLong(figures[2]));
  }

  /** What was used from {@code earlier} to this. */
  public Usage since(Usage earlier) {
    return new Usage(
        cpuNanos - earlier.cpuNanos,
        allocatedBytes - earlier.allocatedBytes,
        compilingNanos - earlier.compilingNanos);
  }
}

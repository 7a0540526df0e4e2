package fanout.benchmarks.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How much of the machine others use, by what Linux tells in {@code /proc}: the time in which any
 * processor was busy, or was taken away by the hypervisor, less the time of this process and its
 * descendants. Elsewhere nothing is known. Not thread-safe.
 */
public final class MachineLoad {
  /** Fields of {@code /proc/stat}: user nice system idle iowait irq softirq steal. */
  private static final int IDLE = 3;

  private static final int WAIT = 4;
  private static final int FIELDS = 8;

  /** {@code utime stime cutime cstime}, counted from behind the command's name. */
  private static final int FIRST_TIME = 11;

  private static final int TIMES = 4;
  private static final int FIRST_CHILD_TIME = 13;
  private static final int CHILD_TIMES = 2;

  /** What Linux tells programs is in hundredths of a second, whatever its own clock does. */
  private static final Duration TICK = Duration.ofMillis(10);

  private final boolean known = Files.isReadable(Path.of("/proc/stat"));
  private Ticks last = new Ticks(0, 0, 0);
  private double foreign;
  private double all;

  private record Ticks(long all, long busy, long own) {}

  /** Begins to look. */
  public void begin() throws IOException {
    if (known) {
      last = now();
    }
  }

  /** Counts what has happened since {@link #begin}. */
  public void end() throws IOException {
    if (known) {
      Ticks now = now();
      all += now.all - last.all;
      foreign += Math.max(0, now.busy - last.busy - (now.own - last.own));
    }
  }

  /** Per cent of the whole machine that others used while somebody looked. */
  public OptionalDouble foreignPercent() {
    return all > 0 ? OptionalDouble.of(100 * foreign / all) : OptionalDouble.empty();
  }

  private static Ticks now() throws IOException {
    long[] cpu;
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      String first = lines.findFirst().orElseThrow();
      cpu =
          Stream.of(first.split(" +", -1))
              .skip(1)
              .limit(FIELDS)
              .mapToLong(Long::parseLong)
              .toArray();
    }
    long all = LongStream.of(cpu).sum();
    ProcessHandle self = ProcessHandle.current();
    long own = ownTicks(self) + self.descendants().mapToLong(MachineLoad::ownTicks).sum();
    return new Ticks(all, all - cpu[IDLE] - cpu[WAIT], own);
  }

  /**
   * Processor time of all children of this process, and theirs, that have ended and been waited
   * for.
   *
   * @throws UnavailableException where the system does not tell
   */
  static Duration ofEndedChildren() {
    try {
      return TICK.multipliedBy(ticks(ProcessHandle.current().pid(), FIRST_CHILD_TIME, CHILD_TIMES));
    } catch (IOException e) {
      throw new UnavailableException("what a process used is read from /proc, which is not here");
    }
  }

  private static long ticks(long pid, int first, int fields) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return Stream.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1))
        .skip(first)
        .limit(fields)
        .mapToLong(Long::parseLong)
        .sum();
  }

  private static long ownTicks(ProcessHandle process) {
    try {
      return ticks(process.pid(), FIRST_TIME, TIMES);
    } catch (IOException gone) {
      return 0; // it has ended, and its parent has its times
    }
  }
}

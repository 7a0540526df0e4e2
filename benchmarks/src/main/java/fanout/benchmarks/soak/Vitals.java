package fanout.benchmarks.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a process holds when nothing happens in it. Immutable.
 *
 * @param heap live bytes after a full collection
 * @param direct bytes outside the heap, in Netty's buffers and the JDK's
 * @param threads platform threads
 * @param files open file descriptors; 0 where the system does not tell
 */
public record Vitals(long heap, long direct, int threads, long files) {
  private static final long MIB = 1 << 20;

  /** Of this process, after a full collection. */
  static Vitals now() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc(); // what the first one found only weakly reachable
    long direct =
        Math.max(0, PlatformDependent.usedDirectMemory())
            + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getOpenFileDescriptorCount()
            : 0;
    return new Vitals(
        memory.getHeapMemoryUsage().getUsed(),
        direct,
        ManagementFactory.getThreadMXBean().getThreadCount(),
        files);
  }

  /** The less of both in each: what only one of two moments holds has come and gone. */
  Vitals least(Vitals other) {
    return new Vitals(
        Math.min(heap, other.heap),
        Math.min(direct, other.direct),
        Math.min(threads, other.threads),
        Math.min(files, other.files));
  }

  /**
   * Whether this is no more than {@code earlier} but for what comes and goes: caches that are still
   * filling, Netty's chunks of 4 MiB per event loop, threads that idle out.
   */
  boolean flatSince(Vitals earlier) {
    return heap <= earlier.heap + Math.max(8 * MIB, earlier.heap / 5)
        && direct <= earlier.direct + 32 * MIB
        && threads <= earlier.threads + 8
        && files <= earlier.files + 8;
  }

  @Override
  public String toString() {
    return "heap %.1f MiB, direct %.1f MiB, %d threads, %d files"
        .formatted((double) heap / MIB, (double) direct / MIB, threads, files);
  }
}

package fanout.benchmarks.soak;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.util.ResourceLeakDetector;
import io.grpc.netty.shaded.io.netty.util.ResourceLeakDetectorFactory;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty's leak detector at its paranoid level: every buffer that is collected before it was
 * released is a find. To be installed before any buffer is made, for the whole process: Netty has
 * no other way. A detector that finds nothing may be one that does not look; so it is given a leak
 * first.
 */
final class LeakWatch {
  private static final Duration PROOF = Duration.ofSeconds(10);

  private final Queue<String> finds = new ConcurrentLinkedQueue<>();

  /**
   * Installs it, and proves that it finds a leak.
   *
   * @throws IllegalStateException if it does not, because buffers have been made before
   */
  static LeakWatch install() {
    LeakWatch watch = new LeakWatch();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
        new ResourceLeakDetectorFactory() {
          @Override
          @SuppressWarnings("deprecation") // abstract, so that it has to be here
          public <T> ResourceLeakDetector<T> newResourceLeakDetector(
              Class<T> resource, int samplingInterval, long maxActive) {
            return watch.detector(resource, samplingInterval);
          }
        });
    watch.prove();
    return watch;
  }

  /** A leak is found when it has been collected and a further buffer is made. */
  private void prove() {
    var unused = ByteBufAllocator.DEFAULT.directBuffer(1);
    unused = Unpooled.EMPTY_BUFFER;
    long end = System.nanoTime() + PROOF.toNanos();
    while (finds.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "Netty's leak detector does not find a leak; buffers were made before it was"
                + " installed");
      }
      System.gc();
      ByteBufAllocator.DEFAULT.directBuffer(1).release();
    }
    finds.clear();
  }

  /** What has leaked so far, as Netty describes it. */
  Queue<String> finds() {
    return finds;
  }

  private <T> ResourceLeakDetector<T> detector(Class<T> resource, int samplingInterval) {
    return new ResourceLeakDetector<>(resource, samplingInterval) {
      @Override
      protected void reportTracedLeak(String resourceType, String records) {
        finds.add(resourceType + records);
      }

      @Override
      protected void reportUntracedLeak(String resourceType) {
        finds.add(resourceType);
      }
    };
  }
}

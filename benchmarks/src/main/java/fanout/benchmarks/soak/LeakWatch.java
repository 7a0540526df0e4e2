package fanout.benchmarks.soak;

import io.grpc.netty.shaded.io.netty.util.ResourceLeakDetector;
import io.grpc.netty.shaded.io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty's leak detector at its paranoid level: every buffer that is collected before it was
 * released is a find. To be installed before any buffer is made, for the whole process: Netty has
 * no other way.
 */
final class LeakWatch {
  private final Queue<String> finds = new ConcurrentLinkedQueue<>();

  /** Installs it. */
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
    return watch;
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

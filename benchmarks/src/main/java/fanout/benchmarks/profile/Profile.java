package fanout.benchmarks.profile;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * The stacks that a flight recording has sampled, from the threads down. Samples of processor time
 * (JDK 25 on Linux, {@code jdk.CPUTimeSample#enabled=true}) where there are any, else those of
 * running Java code, which know nothing of time in the kernel. Not thread-safe.
 */
public final class Profile {
  private static final String BY_CPU_TIME = "jdk.CPUTimeSample";
  private static final String BY_WALL_CLOCK = "jdk.ExecutionSample";

  /** Where the jar of gRPC hides the Netty that it brings along. */
  private static final String SHADED = "io.grpc.netty.shaded.";

  private final Frame root = new Frame("all");

  /** Without samples. */
  Profile() {}

  /**
   * Reads a recording.
   *
   * @throws IOException if it is none
   */
  public static Profile read(Path recording) throws IOException {
    Profile byCpuTime = read(recording, BY_CPU_TIME);
    return byCpuTime.root.samples() > 0 ? byCpuTime : read(recording, BY_WALL_CLOCK);
  }

  private static Profile read(Path recording, String type) throws IOException {
    Profile profile = new Profile();
    try (RecordingFile events = new RecordingFile(recording)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        if (event.getEventType().getName().equals(type)) {
          profile.add(event, type);
        }
      }
    }
    return profile;
  }

  private void add(RecordedEvent event, String type) {
    RecordedStackTrace stack = event.getStackTrace();
    RecordedThread thread =
        type.equals(BY_CPU_TIME)
            ? event.getThread("eventThread")
            : event.getThread("sampledThread");
    if (stack == null) {
      return;
    }
    root.take();
    Frame at = root.callee(thread == null ? "unknown thread" : family(thread.getJavaName()));
    at.take();
    for (RecordedFrame frame : stack.getFrames().reversed()) {
      at = at.callee(name(frame.getMethod()));
      at.take();
    }
  }

  /** Threads of one kind differ by a number. */
  private static String family(String thread) {
    return thread == null ? "a thread of the JVM" : thread.replaceAll("[-\\d]+$", "");
  }

  private static String name(RecordedMethod method) {
    return (method.getType().getName() + "." + method.getName()).replace(SHADED, "");
  }

  Frame root() {
    return root;
  }

  /** How many samples there are. */
  public long samples() {
    return root.samples();
  }

  /** In whose code the samples were taken, as a line of shares. */
  public String layers() {
    Map<Layer, Long> own = new EnumMap<>(Layer.class);
    List.copyOf(root.callees()).forEach(thread -> thread.callees().forEach(f -> count(f, own)));
    long all = Math.max(1, root.samples());
    return own.entrySet().stream()
        .map(e -> "%s %.1f %%".formatted(e.getKey().label(), 100.0 * e.getValue() / all))
        .collect(joining(", "));
  }

  private static void count(Frame frame, Map<Layer, Long> own) {
    long below = frame.callees().stream().mapToLong(Frame::samples).sum();
    own.merge(Layer.of(frame.name()), frame.samples() - below, Long::sum);
    frame.callees().forEach(callee -> count(callee, own));
  }
}

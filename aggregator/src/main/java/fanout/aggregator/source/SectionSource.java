package fanout.aggregator.source;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Message;
import java.util.List;
import java.util.function.Consumer;

/**
 * One backend, callable in three ways. All of them run under the gRPC and OpenTelemetry contexts
 * that are current when they are called; when those are cancelled, so is the call. Thread-safe.
 */
public interface SectionSource {
  /** Name of the section, which is the name of its backend. */
  String name();

  /**
   * Calls and waits. When it returns the call has ended. Interrupting the thread cancels the call.
   */
  CallResult callBlocking(BackendRequest request);

  /**
   * Calls and returns at once; {@code done} gets the result exactly once, on a thread that must not
   * block.
   */
  void callAsync(BackendRequest request, Consumer<CallResult> done);

  /**
   * Calls and returns at once; {@code cancel(true)} on the future cancels the call, {@code
   * cancel(false)} lets it run on. It fails only when it is cancelled.
   */
  ListenableFuture<CallResult> callFuture(BackendRequest request);

  /**
   * Gives back what is held for calls that have not ended: nobody will hear of their ends. For a
   * source that serves one request.
   */
  default void abandon() {}

  /** Puts the parts of all shards, in the order of their indices, together to the whole. */
  Message merge(List<Message> parts);

  /** What stands for this section when nothing is known. */
  Message empty();
}

package fanout.aggregator.flight;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import fanout.aggregator.source.BackendRequest;
import fanout.aggregator.source.CallResult;
import fanout.aggregator.source.SectionSource;
import fanout.v1.AppliedBehavior;
import io.grpc.Context;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A backend without a network: the test ends each call, on the test's own thread. As with gRPC, a
 * call ends at once when its context is cancelled, on the thread that cancels. Thread-safe.
 */
final class ScriptedSource implements SectionSource {
  static final Message WHOLE = StringValue.of("whole");

  private final String name;
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private Consumer<Call> script = call -> {};
  private boolean stubborn;

  ScriptedSource(String name) {
    this.name = name;
  }

  /** Plays {@code script} within the call, on the thread that calls. */
  ScriptedSource playing(Consumer<Call> script) {
    this.script = script;
    return this;
  }

  /** Makes calls that do not end when they are cancelled. */
  ScriptedSource stubborn() {
    this.stubborn = true;
    return this;
  }

  List<Call> calls() {
    return calls;
  }

  /** The only call so far. */
  Call call() {
    return calls.getFirst();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void callAsync(BackendRequest request, Consumer<CallResult> done) {
    Call call = new Call(done);
    calls.add(call);
    if (!stubborn) {
      Context.current().addListener(context -> call.fail(Status.CANCELLED), Runnable::run);
    }
    script.accept(call);
  }

  @Override
  public ListenableFuture<CallResult> callFuture(BackendRequest request) {
    SettableFuture<CallResult> result = SettableFuture.create();
    callAsync(request, result::set);
    return result;
  }

  @Override
  public CallResult callBlocking(BackendRequest request) {
    CompletableFuture<CallResult> result = new CompletableFuture<>();
    callAsync(request, result::complete);
    return result.join();
  }

  @Override
  public Message merge(List<Message> parts) {
    throw new IllegalStateException("cannot merge " + parts.size());
  }

  @Override
  public Message empty() {
    return StringValue.getDefaultInstance();
  }

  /** One call under way. */
  static final class Call {
    private final Consumer<CallResult> done;
    private final AtomicBoolean over = new AtomicBoolean();

    Call(Consumer<CallResult> done) {
      this.done = done;
    }

    void answer() {
      end(new CallResult.Answer(WHOLE, AppliedBehavior.getDefaultInstance()));
    }

    void fail(Status status) {
      end(new CallResult.Failure(status, Optional.empty()));
    }

    private void end(CallResult result) {
      if (over.compareAndSet(false, true)) {
        done.accept(result);
      }
    }
  }
}

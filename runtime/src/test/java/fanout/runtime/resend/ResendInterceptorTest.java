package fanout.runtime.resend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import fanout.runtime.telemetry.AttemptSeries;
import fanout.runtime.telemetry.CallLabels;
import fanout.runtime.telemetry.ObservedCall;
import fanout.runtime.telemetry.Unseen;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.opentelemetry.api.common.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResendInterceptorTest {
  private static final Context.Key<String> WHO = Context.key("who");
  private static final CallLabels LABELS = new CallLabels(Attributes.empty());
  private static final StringValue HELLO = StringValue.of("hello");

  private record Told(AttemptTally tally) implements TalliedCall {
    @Override
    public CallLabels labels() {
      return LABELS;
    }
  }

  private final Told told = new Told(new AttemptTally());
  private final Scripted channel = new Scripted();
  private final List<Status> ends = new ArrayList<>();
  private CallOptions options = CallOptions.DEFAULT.withOption(ObservedCall.KEY, told);

  /** Calls whose streams end when a test says so, on its thread. */
  private static final class Scripted extends Channel {
    final List<Real> calls = new ArrayList<>();

    /** Runs in the middle of a call's start. */
    Consumer<Real> starting = call -> {};

    Real last() {
      return calls.getLast();
    }

    @Override
    @SuppressWarnings("unchecked") // one method is called
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
      Real call = new Real(this, options);
      calls.add(call);
      return (ClientCall<Q, R>) call;
    }

    @Override
    public String authority() {
      return "backend";
    }
  }

  private static final class Real extends ClientCall<StringValue, StringValue> {
    final List<String> said = new ArrayList<>();
    final @Nullable String who = WHO.get();
    final ObservedCall observed;
    final @Nullable AttemptSeries series;
    private final Scripted channel;
    private @Nullable Listener<StringValue> listener;

    Real(Scripted channel, CallOptions options) {
      this.channel = channel;
      this.observed = Objects.requireNonNull(options.getOption(ObservedCall.KEY));
      this.series = options.getOption(AttemptSeries.KEY);
    }

    @Override
    public void start(Listener<StringValue> listener, Metadata headers) {
      this.listener = listener;
      observed.attempted();
      channel.starting.accept(this);
    }

    @Override
    public void request(int numMessages) {
      said.add("request " + numMessages);
    }

    @Override
    public void sendMessage(StringValue message) {
      said.add(message.getValue());
    }

    @Override
    public void halfClose() {
      said.add("end");
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
      said.add("cancel: " + message);
    }

    /** It ends in UNAVAILABLE. */
    void fail(@Nullable Unseen unseen) {
      if (unseen != null) {
        observed.unseen(unseen);
      }
      end(Status.UNAVAILABLE);
    }

    void end(Status status) {
      Objects.requireNonNull(listener).onClose(status, new Metadata());
    }
  }

  private ClientCall<StringValue, StringValue> call(MethodDescriptor.MethodType type) {
    MethodDescriptor<StringValue, StringValue> method =
        MethodDescriptor.<StringValue, StringValue>newBuilder()
            .setType(type)
            .setFullMethodName("a.B/C")
            .setRequestMarshaller(ProtoUtils.marshaller(HELLO))
            .setResponseMarshaller(ProtoUtils.marshaller(HELLO))
            .build();
    return new ResendInterceptor().interceptCall(method, options, channel);
  }

  private ClientCall<StringValue, StringValue> started() {
    ClientCall<StringValue, StringValue> call = call(MethodDescriptor.MethodType.UNARY);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ends.add(status);
          }
        },
        new Metadata());
    call.request(2);
    return call;
  }

  private ClientCall<StringValue, StringValue> sent() {
    ClientCall<StringValue, StringValue> call = started();
    call.sendMessage(HELLO);
    call.halfClose();
    return call;
  }

  @Test
  void whatWasNotWrittenIsSentAgainAsOftenAsThatHappens() {
    sent();
    channel.last().fail(Unseen.UNSENT);
    channel.last().fail(Unseen.UNSENT);
    channel.last().end(Status.OK);

    assertThat(channel.calls)
        .hasSize(3)
        .allSatisfy(call -> assertThat(call.said).containsExactly("request 2", "hello", "end"));
    assertThat(ends).containsExactly(Status.OK);
    assertThat(told.tally().attempts()).isEqualTo(3);
  }

  @Test
  void whatWasRefusedIsSentAgainOnce() {
    sent();
    channel.last().fail(Unseen.REFUSED);
    channel.last().fail(Unseen.UNSENT);
    channel.last().fail(Unseen.REFUSED);

    assertThat(channel.calls).hasSize(3);
    assertThat(ends).containsExactly(Status.UNAVAILABLE);
  }

  @Test
  void whatAServerMayHaveSeenIsNotSentAgain() {
    sent();
    channel.last().fail(null);

    assertThat(channel.calls).hasSize(1);
    assertThat(ends).containsExactly(Status.UNAVAILABLE);
  }

  @Test
  void whatWasNotWrittenForAnotherReasonThanItsConnectionIsNotSentAgain() {
    sent();
    channel.last().observed.unseen(Unseen.UNSENT);
    channel.last().end(Status.DEADLINE_EXCEEDED);

    assertThat(channel.calls).hasSize(1);
    assertThat(ends).containsExactly(Status.DEADLINE_EXCEEDED);
  }

  @Test
  void anEndlessLoopEnds() {
    sent();
    while (ends.isEmpty()) {
      channel.last().fail(Unseen.UNSENT);
    }

    assertThat(channel.calls).hasSize(1_001);
    assertThat(ends).containsExactly(Status.UNAVAILABLE);
  }

  @Test
  void aCallThatEndsBeforeItsRequestIsCompleteIsSentAgainOnceItIs() {
    ClientCall<StringValue, StringValue> call = started();
    channel.last().fail(Unseen.UNSENT);
    assertThat(channel.calls).hasSize(1);

    call.sendMessage(HELLO);
    assertThat(channel.calls).hasSize(1);
    call.halfClose();

    assertThat(channel.calls).hasSize(2);
    assertThat(channel.last().said).containsExactly("request 2", "hello", "end");
    assertThat(ends).isEmpty();
  }

  @Test
  void aCallThatWasCalledOffIsNotSentAgain() {
    ClientCall<StringValue, StringValue> call = sent();
    call.cancel("no longer needed", null);
    channel.last().fail(Unseen.UNSENT);

    assertThat(channel.calls).hasSize(1);
    assertThat(ends).hasSize(1);
  }

  @Test
  void aCallThatIsCalledOffBeforeItsRequestIsCompleteEnds() {
    ClientCall<StringValue, StringValue> call = started();
    channel.last().fail(Unseen.UNSENT);
    call.cancel("no longer needed", null);
    call.halfClose();

    assertThat(channel.calls).hasSize(1);
    assertThat(ends)
        .singleElement()
        .satisfies(end -> assertThat(end.getCode()).isEqualTo(Status.Code.CANCELLED));
  }

  /** Whoever cancels finds the call before, which is over; whoever sends looks once more. */
  @Test
  void aCallThatIsCalledOffWhileItIsSentAgainIsCancelled() {
    ClientCall<StringValue, StringValue> call = sent();
    channel.starting = again -> call.cancel("no longer needed", null);
    channel.last().fail(Unseen.UNSENT);

    assertThat(channel.calls).hasSize(2);
    assertThat(channel.last().said).endsWith("cancel: no longer needed");
  }

  @Test
  void aCallThatCannotBeMadeAgainEndsAllTheSame() {
    sent();
    channel.starting =
        again -> {
          throw new IllegalStateException("no");
        };
    channel.last().fail(Unseen.UNSENT);

    assertThat(ends).singleElement().satisfies(end -> assertThat(end.getCause()).hasMessage("no"));
  }

  @Test
  void itIsMadeAgainUnderTheContextOfTheFirst() {
    Context.current().withValue(WHO, "caller").run(this::sent);
    channel.last().fail(Unseen.UNSENT);

    assertThat(channel.calls).extracting(call -> call.who).containsExactly("caller", "caller");
  }

  @Test
  void onlyWhatIsSentAgainIsNumbered() {
    sent();
    channel.last().fail(Unseen.UNSENT);

    assertThat(channel.calls.getFirst().series).isNull();
    assertThat(channel.last().series).isNotNull();
  }

  /** The end of one attempt says nothing of the other that is under way for the same call. */
  @Test
  void attemptsThatRaceAreToldApart() {
    options = options.withOption(AttemptSeries.KEY, AttemptSeries.start());
    sent();
    sent();
    channel.calls.get(0).observed.unseen(Unseen.UNSENT);
    channel.calls.get(1).fail(null);

    assertThat(channel.calls).hasSize(2);
    assertThat(ends).containsExactly(Status.UNAVAILABLE);

    channel.calls.get(0).end(Status.UNAVAILABLE);

    assertThat(channel.calls).hasSize(3);
    assertThat(told.tally().attempts()).isEqualTo(3);
  }

  @Test
  void aCallThatNobodyObservesIsSentAgainAsWell() {
    options = CallOptions.DEFAULT;
    sent();
    channel.last().fail(Unseen.UNSENT);
    channel.last().end(Status.OK);

    assertThat(channel.calls).hasSize(2);
    assertThat(ends).containsExactly(Status.OK);
  }

  @Test
  void whoOnlyCountsAttemptsHearsOfAll() {
    Counting counting = new Counting(new AtomicInteger());
    options = CallOptions.DEFAULT.withOption(ObservedCall.KEY, counting);
    sent();
    channel.last().fail(Unseen.UNSENT);
    channel.last().end(Status.OK);

    assertThat(channel.calls).hasSize(2);
    assertThat(counting.attempts).hasValue(2);
    assertThat(channel.last().observed.labels()).isSameAs(LABELS);
  }

  @Test
  void streamsPassUntouched() {
    assertThat(call(MethodDescriptor.MethodType.SERVER_STREAMING)).isInstanceOf(Real.class);
  }

  private record Counting(AtomicInteger attempts) implements ObservedCall {
    @Override
    public CallLabels labels() {
      return LABELS;
    }

    @Override
    public void attempted() {
      attempts.incrementAndGet();
    }

    @Override
    public void unseen(Unseen why) {}
  }
}

package fanout.aggregator.section;

import com.google.protobuf.Message;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;

/** What became of one section. Immutable. */
public sealed interface Outcome {
  /** The gRPC status that decided it; OK where the section was loaded. */
  Status status();

  /** Why, in words; the code's name where nobody found any. */
  default String reason() {
    Status status = status();
    return status.getDescription() == null ? status.getCode().name() : status.getDescription();
  }

  /** The data to show, if there is any. */
  default Optional<Message> content() {
    return Optional.empty();
  }

  /** Loaded from its backend. */
  record Loaded(Message data) implements Outcome {
    @Override
    public Status status() {
      return Status.OK;
    }

    @Override
    public Optional<Message> content() {
      return Optional.of(data);
    }
  }

  /**
   * Missing, with a substitute in its place.
   *
   * @param age how old the substitute is; empty for one that was never loaded
   * @param missing what it hides
   */
  record Substituted(Message data, Optional<Duration> age, Outcome missing) implements Outcome {
    @Override
    public Status status() {
      return missing.status();
    }

    @Override
    public Optional<Message> content() {
      return Optional.of(data);
    }
  }

  /** Cut off by its own limit or by the request's budget. */
  record TimedOut(Status status) implements Outcome {}

  /** Its backend failed. */
  record Failed(Status status) implements Outcome {}

  /** Called off while under way. */
  record Cancelled(End why) implements Outcome {
    @Override
    public Status status() {
      return Status.CANCELLED.withDescription(why.sentence());
    }
  }

  /** Never started. */
  record Skipped(End why) implements Outcome {
    @Override
    public Status status() {
      return (why == End.BUDGET_SPENT ? Status.DEADLINE_EXCEEDED : Status.CANCELLED)
          .withDescription(why.sentence());
    }
  }

  /** Why a section was not waited for. */
  enum End {
    /** The join policy has what it wants. */
    ENOUGH("the other sections were enough"),
    /** The join policy can no longer get what it wants. */
    HOPELESS("another section had already decided that the request fails"),
    /** The caller cancelled, or its deadline passed. */
    CALLER_GONE("the caller had gone away"),
    /** Nothing was left of the request's budget. */
    BUDGET_SPENT("the request's budget was spent before its turn came");

    private final String sentence;

    End(String sentence) {
      this.sentence = sentence;
    }

    /** The reason in words. */
    public String sentence() {
      return sentence;
    }
  }

  /** Whether nothing but the caller's own cancel ended it; nobody is to blame then. */
  default boolean isCallersWish() {
    return switch (this) {
      case Cancelled cancelled -> cancelled.why == End.CALLER_GONE;
      case Skipped skipped -> skipped.why == End.CALLER_GONE;
      case Loaded loaded -> false;
      case Substituted substituted -> false;
      case TimedOut timedOut -> false;
      case Failed failed -> false;
    };
  }

  /**
   * Whether a substitute may take its place: the data was wanted, and its backend did not give it.
   */
  default boolean isReplaceable() {
    return switch (this) {
      case TimedOut timedOut -> true;
      case Failed failed -> true;
      case Skipped skipped -> skipped.why == End.BUDGET_SPENT;
      case Loaded loaded -> false;
      case Substituted substituted -> false;
      case Cancelled cancelled -> false;
    };
  }
}

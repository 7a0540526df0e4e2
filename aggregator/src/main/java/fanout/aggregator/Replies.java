package fanout.aggregator;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import fanout.aggregator.attempt.AttemptCounts;
import fanout.aggregator.flight.FlightRequest;
import fanout.aggregator.flight.FlightResult;
import fanout.aggregator.limit.Shed;
import fanout.aggregator.section.SectionReport;
import fanout.aggregator.source.Sources;
import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import fanout.v1.AttemptReport;
import fanout.v1.Dashboard;
import fanout.v1.Outcome;
import fanout.v1.Section;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Domain → protobuf. */
final class Replies {
  /** The domain of our {@link ErrorInfo}. */
  static final String DOMAIN = "fanout.v1";

  /**
   * How much of a backend's message goes into an error: it stands there once in the message and
   * twice in the details, and with three sections all of it must fit into 8 KiB of metadata.
   */
  static final int LONGEST_REASON = 160;

  /** A complaint repeats what it complains about, and is all that its reply carries. */
  static final int LONGEST_COMPLAINT = 1500;

  /** Names of sections and of codes, encoded once: every reply repeats them. */
  private static final Map<String, ByteString> NAMES = new ConcurrentHashMap<>();

  private Replies() {}

  private static ByteString encoded(String name) {
    return NAMES.computeIfAbsent(name, ByteString::copyFromUtf8);
  }

  /** The whole dashboard. */
  static Dashboard dashboard(FlightRequest request, FlightResult result, boolean withContent) {
    Dashboard.Builder dashboard =
        Dashboard.newBuilder()
            .setUserId(request.userId())
            .setRequestId(request.requestId())
            .setCompleteness(result.completeness())
            .setPlanAppliedBytes(request.plan().encoded())
            .setElapsed(duration(result.elapsed()))
            .setTraceId(request.traceId());
    result.sections().forEach(report -> dashboard.addSections(section(report, withContent)));
    return dashboard.build();
  }

  /** One section. */
  static Section section(SectionReport report, boolean withContent) {
    Section.Builder section =
        Section.newBuilder()
            .setNameBytes(encoded(report.name()))
            .setRequired(report.required())
            .setOutcome(outcome(report.outcome()))
            .setCodeBytes(encoded(report.outcome().status().getCode().name()))
            .setAttempts(report.attempts())
            .addAllApplied(report.applied());
    String message = report.outcome().status().getDescription();
    if (message != null) {
      section.setMessage(message);
    }
    if (!report.counts().isUnused()) {
      section.setAttemptReport(attempts(report.counts()));
    }
    report.latency().ifPresent(latency -> section.setLatency(duration(latency)));
    report.budgetLeft().ifPresent(left -> section.setBudgetLeft(duration(left)));
    if (report.outcome() instanceof fanout.aggregator.section.Outcome.Substituted substituted) {
      substituted.age().ifPresent(age -> section.setSubstituteAge(duration(age)));
    }
    if (withContent) {
      report.outcome().content().ifPresent(content -> Sources.put(content, section));
    }
    return section.build();
  }

  private static AttemptReport attempts(AttemptCounts counts) {
    AttemptReport.Builder report =
        AttemptReport.newBuilder()
            .setHedges(counts.hedges())
            .setHedgesWon(counts.hedgesWon())
            .setHedgesRefused(counts.hedgesRefused())
            .setRetries(counts.retries());
    counts.retriesRefused().forEach((why, count) -> report.putRetriesRefused(why.text(), count));
    return report.build();
  }

  /**
   * The error with which a request fails: the code of the section at fault, and the fate of every
   * section.
   */
  static Optional<StatusRuntimeException> failure(FlightRequest request, FlightResult result) {
    return result
        .culprit()
        .map(
            culprit -> {
              com.google.rpc.Status.Builder status =
                  com.google.rpc.Status.newBuilder()
                      .setCode(culprit.outcome().status().getCode().value())
                      .setMessage("section %s: %s".formatted(culprit.name(), reason(culprit)));
              result.sections().forEach(report -> status.addDetails(Any.pack(fate(report))));
              status.addDetails(Any.pack(withoutData(request, result)));
              Shed.of(culprit.outcome().status())
                  .flatMap(Shed::retryAfter)
                  .ifPresent(after -> status.addDetails(Any.pack(retry(after))));
              return StatusProto.toStatusRuntimeException(status.build());
            });
  }

  /**
   * Status details travel as metadata, of which most clients accept 8 KiB: no data, and no echo of
   * each shard.
   */
  private static Dashboard withoutData(FlightRequest request, FlightResult result) {
    Dashboard.Builder dashboard = dashboard(request, result, false).toBuilder();
    for (Section.Builder section : dashboard.getSectionsBuilderList()) {
      section.clearApplied().setMessage(shortened(section.getMessage(), LONGEST_REASON));
    }
    return dashboard.build();
  }

  private static ErrorInfo fate(SectionReport report) {
    return ErrorInfo.newBuilder()
        .setReason("SECTION_" + outcome(report.outcome()).name().substring("OUTCOME_".length()))
        .setDomain(DOMAIN)
        .putMetadata("section", report.name())
        .putMetadata("required", String.valueOf(report.required()))
        .putMetadata("code", report.outcome().status().getCode().name())
        .putMetadata("message", reason(report))
        .build();
  }

  private static String reason(SectionReport report) {
    return shortened(report.outcome().reason(), LONGEST_REASON);
  }

  /** The error for a request that was turned away before it began. */
  static StatusRuntimeException shed(FlightRequest request, Shed shed) {
    io.grpc.Status why = shed.status();
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(why.getCode().value())
            .setMessage(String.valueOf(why.getDescription()))
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason("SHED_" + shed.reason().name())
                        .setDomain(DOMAIN)
                        .putMetadata("scope", shed.scope())
                        .putMetadata("limit", String.valueOf(shed.limit()))
                        .putMetadata("waited", Spec.print(shed.waited()))
                        .putMetadata("request_id", request.requestId())
                        .build()));
    shed.retryAfter().ifPresent(after -> status.addDetails(Any.pack(retry(after))));
    return StatusProto.toStatusRuntimeException(status.build());
  }

  private static RetryInfo retry(java.time.Duration after) {
    return RetryInfo.newBuilder().setRetryDelay(duration(after)).build();
  }

  /** The error for a request that is not understood. */
  static StatusRuntimeException refusal(SpecException complaint) {
    return io.grpc.Status.INVALID_ARGUMENT
        .withDescription(shortened(String.valueOf(complaint.getMessage()), LONGEST_COMPLAINT))
        .asRuntimeException();
  }

  private static String shortened(String text, int most) {
    return text.length() <= most
        ? text
        : "%s… (%d characters in all)".formatted(text.substring(0, most), text.length());
  }

  private static Outcome outcome(fanout.aggregator.section.Outcome outcome) {
    return switch (outcome) {
      case fanout.aggregator.section.Outcome.Loaded loaded -> Outcome.OUTCOME_LOADED;
      case fanout.aggregator.section.Outcome.Substituted substituted -> Outcome.OUTCOME_SUBSTITUTED;
      case fanout.aggregator.section.Outcome.TimedOut timedOut -> Outcome.OUTCOME_TIMED_OUT;
      case fanout.aggregator.section.Outcome.Failed failed -> Outcome.OUTCOME_FAILED;
      case fanout.aggregator.section.Outcome.Cancelled cancelled -> Outcome.OUTCOME_CANCELLED;
      case fanout.aggregator.section.Outcome.Skipped skipped -> Outcome.OUTCOME_SKIPPED;
    };
  }

  private static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}

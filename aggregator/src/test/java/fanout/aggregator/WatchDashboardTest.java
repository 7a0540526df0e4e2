package fanout.aggregator;

import static fanout.aggregator.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import fanout.aggregator.strategy.FanOutStrategy;
import fanout.runtime.spec.Spec;
import fanout.v1.Dashboard;
import fanout.v1.Section;
import fanout.v1.WatchDashboardRequest;
import fanout.v1.WatchDashboardResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WatchDashboardTest {
  @RegisterExtension final Rig rig = new Rig();

  private Watching watch(String plan) {
    Watching watching = new Watching();
    rig.async()
        .watchDashboard(
            WatchDashboardRequest.newBuilder().setUserId(Rig.USER).setPlan(plan).build(), watching);
    return watching;
  }

  @Test
  void sectionsComeInTheOrderOfCompletionAndTheSummaryLast() {
    rig.backends.onAll(FakeBackends.HANG);
    Watching watching = watch("budget=60s");
    rig.backends.awaitCalls(3);

    rig.backends.awaitCall("notifications").answer();
    watching.awaitPieces(1);
    rig.backends.awaitCall("user").fail(Status.INTERNAL);
    watching.awaitPieces(2);
    rig.backends.awaitCall("orders").answer();
    watching.awaitEnd();

    assertThat(watching.sections())
        .extracting(Section::getName)
        .containsExactly("notifications", "user", "orders");
    assertThat(watching.sections().getFirst().getNotifications().getNotificationsCount())
        .isEqualTo(7);
    Dashboard summary = watching.pieces.getLast().getSummary();
    assertThat(summary.getSectionsList())
        .extracting(Section::getName)
        .containsExactly("user", "orders", "notifications");
    assertThat(summary.getSectionsList())
        .as("the content has been sent before")
        .allMatch(section -> section.getContentCase() == Section.ContentCase.CONTENT_NOT_SET);
    assertThat(watching.error).isNull();
  }

  @ForEveryStrategy
  void everySectionComesOnceThenTheSummaryThenTheEnd(FanOutStrategy strategy) {
    Watching watching = watch("strategy=%s; each:shards=3".formatted(Spec.print(strategy)));
    watching.awaitEnd();

    assertThat(watching.sections())
        .extracting(Section::getName)
        .containsExactlyInAnyOrderElementsOf(Rig.SECTIONS);
    assertThat(watching.pieces).hasSize(4);
    assertThat(watching.pieces.getLast().hasSummary()).isTrue();
    assertThat(watching.ends).containsExactly("completed");
  }

  @Test
  void aFailedRequestStillSendsItsSummaryBeforeTheError() {
    rig.backends.on("orders", FakeBackends.fail(Status.NOT_FOUND.withDescription("no such user")));
    Watching watching = watch("orders:required=true");
    watching.awaitEnd();

    assertThat(watching.pieces.getLast().hasSummary()).isTrue();
    assertThat(watching.error)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
              assertThat(Rig.fates(e)).containsEntry("orders", "SECTION_FAILED");
            });
  }

  @ForEveryStrategy
  void aCallerThatLeavesInTheMiddleTakesTheRestAlong(FanOutStrategy strategy) {
    rig.backends.onAll(FakeBackends.HANG).on("user", FakeBackends.ANSWER);
    Watching watching = watch("strategy=%s,budget=60s".formatted(Spec.print(strategy)));
    watching.awaitPieces(1);
    rig.backends.awaitCall("orders");

    watching.leave();

    rig.awaitNothingAlive();
    assertThat(rig.backends.calls())
        .filteredOn(call -> !call.section().equals("user"))
        .isNotEmpty()
        .allMatch(BackendCall::isCancelled);
  }

  /** Sections that complete on many threads at once share one stream. */
  @Test
  void manyCompletionsAtOnceDoNotCorruptTheStream() {
    List<Watching> all =
        IntStream.range(0, 100)
            .mapToObj(i -> watch("strategy=virtual-threads,budget=20s; each:shards=2"))
            .toList();

    all.forEach(Watching::awaitEnd);

    assertThat(all)
        .allSatisfy(
            watching -> {
              assertThat(watching.ends).containsExactly("completed");
              assertThat(watching.pieces).hasSize(4);
              assertThat(watching.pieces.getLast().getSummary().getCompleteness()).isEqualTo(1);
              assertThat(watching.sections())
                  .extracting(Section::getName)
                  .containsExactlyInAnyOrderElementsOf(Rig.SECTIONS);
            });
  }

  /** What a caller sees of one stream. */
  private static final class Watching
      implements ClientResponseObserver<WatchDashboardRequest, WatchDashboardResponse> {
    final List<WatchDashboardResponse> pieces = new CopyOnWriteArrayList<>();
    final List<String> ends = new CopyOnWriteArrayList<>();
    volatile @Nullable Throwable error;
    private volatile @Nullable ClientCallStreamObserver<WatchDashboardRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchDashboardRequest> call) {
      this.call = call;
    }

    @Override
    public void onNext(WatchDashboardResponse piece) {
      pieces.add(piece);
    }

    @Override
    public void onError(Throwable error) {
      this.error = error;
      ends.add("failed");
    }

    @Override
    public void onCompleted() {
      ends.add("completed");
    }

    List<Section> sections() {
      return pieces.stream()
          .filter(WatchDashboardResponse::hasSection)
          .map(WatchDashboardResponse::getSection)
          .toList();
    }

    void awaitPieces(int count) {
      await().until(() -> pieces.size() >= count);
    }

    void awaitEnd() {
      await().until(() -> !ends.isEmpty());
    }

    void leave() {
      Objects.requireNonNull(call).cancel("leaving", null);
    }
  }
}

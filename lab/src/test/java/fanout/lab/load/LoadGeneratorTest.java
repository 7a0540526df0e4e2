package fanout.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.lab.load.report.LoadReport;
import fanout.lab.load.report.TextFormat;
import fanout.lab.measure.Summary;
import fanout.lab.terminal.Terminal;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that meet at the worst moment, and a run that is over before it begins. */
@Timeout(60)
class LoadGeneratorTest {
  private static final Target IMMEDIATE =
      (index, ended) -> {
        ended.accept(Status.OK);
        return () -> {};
      };

  /** Halts a caller that has taken its number and not sent its call, until the pacer passed by. */
  private static final class Halting implements Time, Target {
    /** The end of the call before, whether the run is over, and now the send. */
    private static final int READS_BEFORE_THE_SEND = 3;

    private final CountDownLatch pacing = new CountDownLatch(1);
    private final CountDownLatch passedBy = new CountDownLatch(3);
    private final Thread pacer = Thread.currentThread();
    private final AtomicInteger reads = new AtomicInteger();

    @Override
    public long nanos() {
      if (!Thread.currentThread().equals(pacer)
          && reads.incrementAndGet() == READS_BEFORE_THE_SEND) {
        await(passedBy);
      }
      return System.nanoTime();
    }

    @Override
    public void sleepUntil(long nanos, boolean precise) {
      pacing.countDown();
      if (reads.get() == READS_BEFORE_THE_SEND) {
        passedBy.countDown();
      }
      Thread.onSpinWait();
    }

    /** The first call ends on a thread of its own, once the pacer waits; the next end at once. */
    @Override
    public Runnable send(long index, Consumer<Status> ended) {
      if (index > 0) {
        return IMMEDIATE.send(index, ended);
      }
      Thread.ofVirtual()
          .start(
              () -> {
                await(pacing);
                ended.accept(Status.OK);
              });
      return () -> {};
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void theLastCallIsMadeThoughThePacerSeesTheEndBeforeItIsSent() throws InterruptedException {
    Halting halting = new Halting();
    LoadPlan two =
        new LoadPlan(
            new Closed(1),
            Optional.of(2L),
            Optional.empty(),
            LoadPlan.USUAL_DRAIN,
            LoadPlan.USUAL_MOST_OPEN,
            1);
    assertThat(new LoadGenerator(halting, two, halting).run().summary().ok()).isEqualTo(2);
  }

  /** A clock that is read by the one who gives up before it is read by the one who sends. */
  @Test
  void aCallThatIsSentJustAfterTheDrainIsUnfinishedAfterNoTime() {
    long[] now = {1_000};
    Time time =
        new Time() {
          @Override
          public long nanos() {
            return now[0];
          }

          @Override
          public void sleepUntil(long nanos, boolean precise) {
            throw new UnsupportedOperationException("nobody waits");
          }
        };
    Calls[] run = new Calls[1];
    run[0] =
        new Calls(
            (index, ended) -> {
              now[0] = 400;
              run[0].abandon();
              return () -> {};
            },
            time,
            0);
    run[0].send(0, 1_000, () -> {});
    Summary summary = run[0].recording().summary();
    assertThat(summary.unfinished().count()).isEqualTo(1);
    assertThat(summary.all().latency().max()).isZero();
    assertThat(run[0].open()).isZero();
  }

  /** Else whoever waits for the end of all calls would wait for ever. */
  @Test
  void aCallThatCannotBeRecordedIsGoneAllTheSame() {
    Calls run = new Calls(IMMEDIATE, new FakeTime(), 0);
    long dueInAnHour = new FakeTime().nanos() + Duration.ofHours(1).toNanos();
    assertThatThrownBy(() -> run.send(0, dueInAnHour, () -> {}))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(run.open()).isZero();
    run.abandon();
  }

  @Test
  void anOpenLoopThatIsStoppedBeforeItsFirstCallIsAnOpenLoop() throws InterruptedException {
    LoadPlan plan = LoadPlan.of(new Constant(new Rate(100)), Duration.ofSeconds(10), 1);
    LoadGenerator generator = new LoadGenerator(IMMEDIATE, plan, new FakeTime());
    generator.stop();
    LoadResult result = generator.run();
    assertThat(result.summary().sent()).isZero();
    assertThat(result.askedRps()).hasValue(0);
    LoadReport report = LoadReport.of("p.Service/Call", "h:1", 1, "own", null, result);
    assertThat(new TextFormat().print(report, Terminal.plain(100)))
        .contains("open loop", "the run was stopped early");
  }
}

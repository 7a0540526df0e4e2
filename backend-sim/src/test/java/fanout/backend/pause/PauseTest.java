package fanout.backend.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fanout.backend.pause.Timer.Wait;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the real clock: what must hold however slow the machine is. */
class PauseTest {
  private static final long MS = 1_000_000;
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final Pause pause = new Pause();

  @AfterEach
  void close() {
    pause.close();
  }

  @Test
  void noWaitEndsEarly() throws InterruptedException {
    SplittableRandom random = new SplittableRandom(5);
    Queue<Long> lateness = new ConcurrentLinkedQueue<>();
    CountDownLatch ended = new CountDownLatch(500);
    for (int i = 0; i < 500; i++) {
      long nanos = random.nextLong(1, 20 * MS);
      long due = System.nanoTime() + nanos; // taken before the wait is asked for
      pause.after(
          nanos,
          () -> {
            lateness.add(System.nanoTime() - due);
            ended.countDown();
          });
    }
    ended.await();
    assertThat(lateness).allMatch(late -> late >= 0);
    assertThat(pause.stats().ended()).isEqualTo(500);
  }

  @Test
  void tenThousandPendingWaitsHoldOneThread() throws InterruptedException {
    int before = ManagementFactory.getThreadMXBean().getThreadCount();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch ended = new CountDownLatch(10_000);
    CountDownLatch started = new CountDownLatch(1);
    pause.after(1, () -> awaitQuietly(started)); // none ends before all are pending
    for (int i = 0; i < 10_000; i++) {
      pause.after(
          MS + i,
          () -> {
            threads.add(Thread.currentThread());
            ended.countDown();
          });
    }
    assertThat(pause.stats().pending()).isGreaterThanOrEqualTo(10_000);
    // Some of the JVM's own threads come and go; ten thousand would not go unnoticed.
    assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(before + 100);
    started.countDown();
    ended.await();
    assertThat(threads).containsExactly(pause.timer());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aShorterWaitOvertakesALongerOneThatTheTimerSleepsOn() {
    AtomicInteger ended = new AtomicInteger();
    pause.after(HOUR, () -> ended.addAndGet(100));
    await().until(() -> pause.timer().getState() == Thread.State.TIMED_WAITING);
    pause.after(MS, ended::incrementAndGet);
    await().untilAsserted(() -> assertThat(ended).hasValue(1));
  }

  @Test
  void noWaitAtAllRunsOnTheCallersThread() {
    List<Thread> threads = new ArrayList<>();
    Wait zero = pause.after(0, () -> threads.add(Thread.currentThread()));
    pause.after(-1, () -> threads.add(Thread.currentThread()));
    assertThat(threads).containsExactly(Thread.currentThread(), Thread.currentThread());
    assertThat(zero.cancel()).isFalse();
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // yields to vary who comes first, relies on nobody
  void aWaitEndsOrIsCalledOffButNeverBothOrNeither() throws InterruptedException {
    AtomicInteger ran = new AtomicInteger();
    AtomicInteger calledOff = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      SplittableRandom random = new SplittableRandom(c);
      callers.add(
          Thread.startVirtualThread(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  Wait wait = pause.after(random.nextLong(1, 50_000), ran::incrementAndGet);
                  if (random.nextBoolean()) {
                    Thread.yield();
                  }
                  if (wait.cancel()) {
                    calledOff.incrementAndGet();
                  }
                }
              }));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    await().until(() -> pause.stats().pending() == 0);
    await().untilAsserted(() -> assertThat(ran.get() + calledOff.get()).isEqualTo(20_000));
    assertThat(pause.stats().ended()).isEqualTo(ran.get());
  }

  @Test
  void aMillionWaitsCalledOffLeaveNothing() {
    for (int i = 0; i < 1_000_000; i++) {
      pause.after(HOUR, () -> {}).cancel();
    }
    assertThat(pause.stats().pending()).isZero();
    List<WeakReference<Runnable>> seen = new ArrayList<>();
    Wait wait = calledOff(seen);
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(seen.getFirst().get()).isNull();
            });
    assertThat(wait.cancel()).isFalse();
  }

  /** Whoever keeps the handle keeps nothing of what was to follow. */
  private Wait calledOff(List<WeakReference<Runnable>> seen) {
    Runnable then = new AtomicInteger()::incrementAndGet;
    seen.add(new WeakReference<>(then));
    Wait wait = pause.after(HOUR, then);
    assertThat(wait.cancel()).isTrue();
    return wait;
  }

  @Test
  void whatThrowsDoesNotEndTheTimer() throws InterruptedException {
    CountDownLatch next = new CountDownLatch(1);
    pause.after(
        1,
        () -> {
          throw new IllegalStateException("thrown on purpose by a test");
        });
    pause.after(2, next::countDown);
    next.await();
    assertThat(pause.timer().isAlive()).isTrue();
  }

  @Test
  void closingEndsTheThreadAndEveryWait() {
    AtomicInteger ended = new AtomicInteger();
    Wait wait = pause.after(HOUR, ended::incrementAndGet);
    pause.close();
    assertThat(pause.timer().isAlive()).isFalse();
    assertThat(wait.cancel()).isFalse();
    assertThat(ended).hasValue(0);
    assertThatThrownBy(() -> pause.after(MS, () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    pause.close();
  }

  @Test
  void closingWaitsForWhatIsRunning() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    pause.after(
        1,
        () -> {
          running.countDown();
          awaitQuietly(goOn);
          done.incrementAndGet();
        });
    running.await();
    Thread closer = Thread.ofPlatform().start(pause::close);
    await().until(() -> closer.getState() == Thread.State.WAITING);
    goOn.countDown();
    closer.join();
    assertThat(done).hasValue(1);
  }

  @Test
  void whatFollowsAWaitMayCloseThePause() {
    pause.after(1, pause::close);
    await().until(() -> !pause.timer().isAlive());
  }

  @Test
  void aWaitBeyondTheLongestIsRefused() {
    assertThatThrownBy(() -> pause.after(Long.MAX_VALUE, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most PT");
    assertThat(pause.after(Pause.LONGEST.toNanos(), () -> {}).cancel()).isTrue();
  }
}

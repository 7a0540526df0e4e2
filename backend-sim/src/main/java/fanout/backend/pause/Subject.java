package fanout.backend.pause;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A timer under measurement. */
interface Subject extends AutoCloseable {
  void schedule(long nanos, Runnable then);

  /** The one thread that it runs on. */
  Thread thread();

  @Override
  void close();

  /** The timers that {@link PauseReport} compares. */
  enum Kind {
    PAUSE("pause", OfPause::new),
    SCHEDULED_THREAD_POOL("scheduled-thread-pool", OfScheduler::new);

    private final String text;
    private final Supplier<Subject> maker;

    Kind(String text, Supplier<Subject> maker) {
      this.text = text;
      this.maker = maker;
    }

    String text() {
      return text;
    }

    Subject open() {
      return maker.get();
    }
  }

  /** {@link Pause}. */
  final class OfPause implements Subject {
    private final Pause pause = new Pause();

    @Override
    public void schedule(long nanos, Runnable then) {
      pause.after(nanos, then);
    }

    @Override
    public Thread thread() {
      return pause.timer();
    }

    @Override
    public void close() {
      pause.close();
    }
  }

  /** The JDK's scheduler with one thread. */
  final class OfScheduler implements Subject {
    private final Thread.Builder.OfPlatform builder =
        Thread.ofPlatform().daemon().name("scheduler");
    private final ScheduledThreadPoolExecutor executor;
    private final Thread thread;

    OfScheduler() {
      Thread[] made = new Thread[1];
      executor = new ScheduledThreadPoolExecutor(1, task -> made[0] = builder.unstarted(task));
      executor.prestartCoreThread();
      thread = made[0];
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the task itself tells when it has run
    public void schedule(long nanos, Runnable then) {
      executor.schedule(then, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Thread thread() {
      return thread;
    }

    @Override
    public void close() {
      executor.shutdownNow();
    }
  }
}

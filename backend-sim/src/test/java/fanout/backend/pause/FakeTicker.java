package fanout.backend.pause;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** A machine whose parks end late by what the test says, and whose time stands still otherwise. */
final class FakeTicker implements Ticker {
  static final long SPIN_NANOS = 50;

  final List<Long> parks = new ArrayList<>();
  long now;
  long spun;
  LongSupplier overshoot = () -> 0;

  /** Runs once in the midst of the next park, or spin; another thread's deed. */
  Runnable meanwhile = () -> {};

  FakeTicker(long epoch) {
    now = epoch;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void park(long nanos) {
    parks.add(nanos);
    if (nanos != Long.MAX_VALUE) {
      now += nanos + overshoot.getAsLong();
    }
    interfere();
  }

  @Override
  public void wake(Thread timer) {}

  @Override
  public void spin() {
    now += SPIN_NANOS;
    spun += SPIN_NANOS;
    interfere();
  }

  private void interfere() {
    Runnable deed = meanwhile;
    meanwhile = () -> {};
    deed.run();
  }
}

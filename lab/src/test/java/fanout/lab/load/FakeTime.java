package fanout.lab.load;

import java.util.PriorityQueue;

/** A clock that moves when somebody waits for it, and does on the way what was to be done. */
final class FakeTime implements Time {
  /** Odd on purpose: nothing may take the origin for zero, nor add to it without bound. */
  private long now = 7_777_777_777L;

  private long number;
  private final PriorityQueue<Event> events = new PriorityQueue<>();

  private record Event(long at, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime == 0 ? Long.compare(number, other.number) : byTime;
    }
  }

  void at(long nanos, Runnable action) {
    events.add(new Event(nanos, number++, action));
  }

  /** Takes a while without anything being done in the meantime, as a blocked thread does. */
  void block(long nanos) {
    now += nanos;
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void sleepUntil(long nanos, boolean precise) {
    while (!events.isEmpty() && events.peek().at <= nanos) {
      Event next = events.remove();
      now = Math.max(now, next.at);
      next.action.run();
    }
    now = Math.max(now, nanos);
  }
}

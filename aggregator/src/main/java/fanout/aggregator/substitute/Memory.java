package fanout.aggregator.substitute;

import com.google.protobuf.Message;
import fanout.aggregator.substitute.Substitute.Filling;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last good answers, least recently used forgotten first. Thread-safe. */
public final class Memory {
  private record Key(String section, String userId) {}

  private record Answer(Message data, long loadedNanos) {}

  private final Deadline.Ticker ticker;
  private final Map<Key, Answer> entries;

  /**
   * An empty memory.
   *
   * @param most how many answers it keeps
   */
  public Memory(int most, Deadline.Ticker ticker) {
    this.ticker = ticker;
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Answer> eldest) {
            return size() > most;
          }
        };
  }

  /** Remembers a good answer. */
  public synchronized void put(String section, String userId, Message data) {
    entries.put(new Key(section, userId), new Answer(data, ticker.nanoTime()));
  }

  /** The last good answer and its age. */
  public synchronized Optional<Filling> get(String section, String userId) {
    return Optional.ofNullable(entries.get(new Key(section, userId)))
        .map(
            entry ->
                new Filling(
                    entry.data,
                    Optional.of(Duration.ofNanos(ticker.nanoTime() - entry.loadedNanos))));
  }
}

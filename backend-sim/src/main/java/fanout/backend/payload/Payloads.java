package fanout.backend.payload;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import fanout.backend.draw.Draws;
import fanout.runtime.spec.ByteSize;
import fanout.v1.Shard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The items of one kind, for any user. They depend on nothing but the user id: not on the seed, the
 * process or the asked size, of which a larger one gives more of the same items.
 *
 * <p>The whole of one user's items is the shortest list that reaches the asked size, so it exceeds
 * it by less than one item; 0B gives no items. Thread-safe; lists made before are kept, up to about
 * 16 MiB of them.
 *
 * @param <T> the kind
 */
public final class Payloads<T extends MessageLite> {
  /** Newer than any item; fixed, so that items do not change from day to day. */
  static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private static final long CACHED_BYTES = 16L << 20;

  /** Tag and length of one element of a repeated field. */
  private static final int FRAMING = 3;

  private final String kind;
  private final BiFunction<RandomGenerator, Integer, T> item;
  private final Map<Key, List<T>> cache = new LinkedHashMap<>(16, 0.75f, true);
  private long cachedBytes;

  private record Key(String userId, ByteSize size) {}

  /**
   * @param kind sets apart what one user has of several kinds
   * @param item makes the item at a position from a generator that continues from item to item
   */
  Payloads(String kind, BiFunction<RandomGenerator, Integer, T> item) {
    this.kind = kind;
    this.item = item;
  }

  /** The items of one user. */
  public List<T> whole(String userId, ByteSize size) {
    Key key = new Key(userId, size);
    synchronized (cache) {
      List<T> known = cache.get(key);
      if (known != null) {
        return known;
      }
    }
    List<T> made = make(userId, size);
    synchronized (cache) {
      if (cache.put(key, made) == null) {
        cachedBytes += weight(size);
      }
      var eldest = cache.keySet().iterator();
      while (cachedBytes > CACHED_BYTES) {
        cachedBytes -= weight(eldest.next().size());
        eldest.remove();
      }
    }
    return made;
  }

  /** The items whose position modulo {@code shard.count} is {@code shard.index}. */
  public List<T> part(String userId, ByteSize size, Shard shard) {
    List<T> whole = whole(userId, size);
    int count = Math.max(1, shard.getCount());
    if (count == 1) {
      return whole;
    }
    return IntStream.iterate(shard.getIndex(), i -> i < whole.size(), i -> i + count)
        .mapToObj(whole::get)
        .toList();
  }

  private List<T> make(String userId, ByteSize size) {
    RandomGenerator random = new Draws(0).stream(kind, "payload", userId);
    List<T> items = new ArrayList<>();
    for (long bytes = 0; bytes < size.bytes(); ) {
      T next = item.apply(random, items.size());
      items.add(next);
      bytes += next.getSerializedSize() + FRAMING;
    }
    return List.copyOf(items);
  }

  private static long weight(ByteSize size) {
    return size.bytes() + 100;
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
  }

  static String pick(RandomGenerator random, List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}

package fanout.aggregator.substitute;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import fanout.aggregator.FakeTicker;
import fanout.aggregator.substitute.Substitute.Filling;
import fanout.aggregator.substitute.Substitute.Stock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastGoodTest {
  private static final Message EMPTY = StringValue.getDefaultInstance();
  private static final Message OLD = StringValue.of("old");
  private static final Message NEW = StringValue.of("new");

  private final FakeTicker ticker = new FakeTicker();
  private final Memory memory = new Memory(2, ticker);
  private final LastGood lastGood = new LastGood(Duration.ofSeconds(10));

  private Optional<Filling> find(String userId) {
    return lastGood.find(
        new Stock() {
          @Override
          public Message empty() {
            return EMPTY;
          }

          @Override
          public Optional<Filling> lastGood() {
            return memory.get("orders", userId);
          }
        });
  }

  @Test
  void anAnswerServesUntilItsMaximumAgeAndNotBeyond() {
    memory.put("orders", "u-1", OLD);

    ticker.pass(Duration.ofSeconds(10));
    assertThat(find("u-1")).contains(new Filling(OLD, Optional.of(Duration.ofSeconds(10))));

    ticker.pass(Duration.ofNanos(1));
    assertThat(find("u-1")).isEmpty();
  }

  @Test
  void aNewerAnswerTakesThePlaceOfTheOlder() {
    memory.put("orders", "u-1", OLD);
    ticker.pass(Duration.ofSeconds(9));
    memory.put("orders", "u-1", NEW);
    ticker.pass(Duration.ofSeconds(9));

    assertThat(find("u-1")).contains(new Filling(NEW, Optional.of(Duration.ofSeconds(9))));
  }

  @Test
  void whatNobodyAskedForLongestIsForgottenFirst() {
    memory.put("orders", "u-1", OLD);
    memory.put("orders", "u-2", OLD);
    assertThat(find("u-1")).isPresent();
    memory.put("orders", "u-3", OLD);

    assertThat(find("u-2")).isEmpty();
    assertThat(find("u-1")).isPresent();
    assertThat(find("u-3")).isPresent();
  }

  @Test
  void thereIsNoneWhereNothingWasEverLoaded() {
    assertThat(find("u-1")).isEmpty();
  }
}

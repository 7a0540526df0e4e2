package fanout.aggregator.limit;

import fanout.aggregator.limit.Limit.End;
import java.util.List;
import java.util.Optional;

/** A call before a limiter, which writes down what becomes of it. */
final class Guest implements Limiter.Waiter {
  private final String name;
  private final List<String> book;
  private Optional<Permit> permit = Optional.empty();
  private Optional<Shed> shed = Optional.empty();

  Guest(String name, List<String> book) {
    this.name = name;
    this.book = book;
  }

  @Override
  public void admitted(Permit permit) {
    book.add(name + " in");
    this.permit = Optional.of(permit);
  }

  @Override
  public void shed(Shed shed) {
    book.add(name + " " + shed.reason().label());
    this.shed = Optional.of(shed);
  }

  Shed shed() {
    return shed.orElseThrow();
  }

  Permit permit() {
    return permit.orElseThrow();
  }

  void leave() {
    permit().release(End.ANSWERED);
  }
}

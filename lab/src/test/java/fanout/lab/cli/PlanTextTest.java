package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanTextTest {
  @Test
  void flagsJoinThePartsThatTheyBelongTo() {
    assertThat(
            new PlanText("budget=1s; orders:shards=2; each:shards=3")
                .request("strategy", "futures")
                .each("limit", "5ms"))
        .hasToString("budget=1s,strategy=futures; orders:shards=2; each:shards=3,limit=5ms");
  }

  @Test
  void whatIsNotGivenIsNotThere() {
    assertThat(new PlanText("").request("strategy", "").each("limit", "")).hasToString("");
    assertThat(new PlanText("").each("limit", "5ms")).hasToString("each:limit=5ms");
  }
}

package fanout.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import fanout.lab.cli.CommandLines.Ran;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class UpCommandTest {
  @Test
  void theTestbedServesUntilItIsTold() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<Integer> statuses = new ArrayList<>();
    int status =
        Main.commandLine(
                CommandLines.PIPE,
                end -> {
                  String admin = found("--admin (\\S+)", out.toString());
                  statuses.add(CommandLines.run("ledger", "--admin", admin).status());
                  end.run();
                  statuses.add(CommandLines.run("ledger", "--admin", admin).status());
                },
                new PrintWriter(out),
                new PrintWriter(err))
            .execute("up", "--any-port", "--seed", "5");
    assertThat(status).isZero();
    assertThat(statuses).containsExactly(0, 1);
    assertThat(out.toString())
        .contains("Ctrl-C ends them")
        .containsPattern("aggregator +127.0.0.1:\\d+ +http://127.0.0.1:\\d+  /metrics  /readyz")
        .containsPattern("notifications +127.0.0.1:\\d+ ")
        .containsPattern("seed +5\\R");
    assertThat(err.toString()).contains("ended.");
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  @Test
  void theCommandsThatItShowsFitItsPorts() {
    Ran up = CommandLines.run("up", "--any-port");
    String aggregator = found("aggregator +(127.0.0.1:\\d+)", up.out());
    assertThat(up.out())
        .contains("./fanout call --target " + aggregator)
        .containsPattern("./fanout ledger --admin 127.0.0.1:\\d+,127.0.0.1:\\d+,127.0.0.1:\\d+");
  }

  @Test
  void aPortInUseIsOneClearLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String first = String.valueOf(taken.getLocalPort());
      Ran up = CommandLines.run("up", "--port", first);
      assertThat(up.status()).isEqualTo(1);
      assertThat(up.out()).isEmpty();
      // The first, or one of those behind it that something else happens to have.
      assertThat(up.err().lines())
          .singleElement()
          .asString()
          .containsPattern("127\\.0\\.0\\.1:\\d+ is already in use; --port FIRST");
    }
  }

  @Test
  void aMalformedBehaviorStopsTheStart() {
    Ran up = CommandLines.run("up", "--any-port", "--behavior", "orders:latency=5");
    assertThat(up.status()).isEqualTo(2);
    assertThat(up.err()).contains("latency").contains("'5'");
  }

  @Test
  void aPortOutOfRangeIsAUsageError() {
    assertThat(CommandLines.run("up", "--port", "65530").err()).contains("1 to 65522");
  }
}

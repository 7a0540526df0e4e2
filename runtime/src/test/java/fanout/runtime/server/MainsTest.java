package fanout.runtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fanout.runtime.spec.SpecException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MainsTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  private int attempt(Runnable body) {
    return Mains.attempt("kettle", body, new PrintStream(errors, true, UTF_8));
  }

  private int throwing(RuntimeException e) {
    return attempt(
        () -> {
          throw e;
        });
  }

  @Test
  void whatAPersonCanPutRightIsOneLineAndAStatus() {
    IOException inUse = new IOException("Address already in use");
    assertThat(throwing(new CannotListenException("data", "127.0.0.1", 9090, inUse))).isEqualTo(1);
    assertThat(throwing(new NotConnectedException("a:1", Duration.ofSeconds(2)))).isEqualTo(1);
    assertThat(throwing(new SpecException("port", "x", "a whole number"))).isEqualTo(2);
    assertThat(errors.toString(UTF_8).lines())
        .containsExactly(
            "kettle: the data port 127.0.0.1:9090 is already in use; choose another with"
                + " --data-host or --data-port (0 takes any free one)",
            "kettle: no connection to a:1 within 2s",
            "kettle: port: 'x' is not allowed; allowed: a whole number");
  }

  @Test
  void aDefectIsNotHidden() {
    assertThatThrownBy(() -> throwing(new IllegalStateException("defect"))).hasMessage("defect");
    assertThat(errors.size()).isZero();
    assertThat(attempt(() -> {})).isZero();
  }
}

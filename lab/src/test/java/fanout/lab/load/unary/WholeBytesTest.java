package fanout.lab.load.unary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WholeBytesTest {
  @Test
  void drainsWhatIsLeftAndSaysHowMuchThatWas() throws IOException {
    WholeBytes message = new WholeBytes(new byte[] {1, 2, 3});
    ByteArrayOutputStream target = new ByteArrayOutputStream();

    assertThat(message.read()).isEqualTo(1);
    assertThat(message.available()).isEqualTo(2);
    assertThat(message.drainTo(target)).isEqualTo(2);

    assertThat(target.toByteArray()).containsExactly(2, 3);
    assertThat(message.available()).isZero();
    assertThat(message.drainTo(target)).isZero();
  }
}

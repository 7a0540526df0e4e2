package fanout.runtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fanout.runtime.settings.Settings;
import io.grpc.ManagedChannel;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A process of its own is told to stop. */
class SignalTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Answers a call only once the host has begun to drain. */
  static final class Program {
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
      CountDownLatch draining = new CountDownLatch(1);
      EchoService service = EchoService.waitingFor(draining);
      ServerHost host =
          ServerHost.builder(Settings.defaults(ServerSettings.class, Map.of()))
              .service(service)
              .executor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()))
              .build()
              .start();
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                await().atMost(LONG).until(() -> service.entered.get() == 1);
                System.out.println("entered");
                await().atMost(LONG).until(() -> host.state() == ServerHost.State.DRAINING);
                draining.countDown();
              });
      System.out.println(host.dataAddress().getPort());
      host.runUntilSignal(
          () -> System.out.println("first " + host.state()), () -> System.out.println("last"));
    }
  }

  @Test
  void sigtermFinishesTheAcceptedCallFlushesInOrderAndEndsWithZero() throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Program.class.getName()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ManagedChannel channel = null;
    try (BufferedReader out = process.inputReader(UTF_8)) {
      String port = out.readLine();
      channel = Channels.to("127.0.0.1:" + port, ChannelSettings.DEFAULT).connect(LONG);
      Future<String> accepted = EchoService.start(channel, "accepted");
      assertThat(out.readLine()).isEqualTo("entered");
      process.toHandle().destroy(); // Process.destroy would close the pipe that is read below
      assertThat(accepted.get()).isEqualTo("accepted");
      assertThat(out.lines()).containsExactly("first STOPPED", "last");
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
      if (channel != null) {
        channel.shutdownNow();
      }
    }
  }
}

package fanout.lab.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import fanout.lab.client.DashboardClient;
import fanout.lab.client.SimulatorClient;
import fanout.runtime.server.ChannelSettings;
import fanout.runtime.server.Channels;
import fanout.v1.Ledger;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A serving child process and connections to it. When {@link #close} returns the process is dead,
 * whatever state it was in.
 */
final class Child implements AutoCloseable {
  /** A guard against hangs: nothing that works takes this long. */
  static final Duration LONG = Duration.ofSeconds(30);

  private static final Pattern LISTENING = Pattern.compile("listening data=(\\S+) admin=(\\S+)");

  private final String title;
  private final Process process;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final CompletableFuture<Matcher> listening = new CompletableFuture<>();
  private final Thread reader;

  private Child(String title, Process process) {
    this.title = title;
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::readLog);
  }

  /** The process once it says where it listens. */
  static Child of(String title, Process process) throws Exception {
    Child child = new Child(title, process);
    try {
      child.listening.get(LONG.toSeconds(), TimeUnit.SECONDS);
      return child;
    } catch (Exception e) {
      child.close();
      throw new IllegalStateException(title + " does not start: " + child.log, e);
    }
  }

  private void readLog() {
    process
        .errorReader(UTF_8)
        .lines()
        .forEach(
            line -> {
              log.add(line);
              Matcher matcher = LISTENING.matcher(line);
              if (matcher.find()) {
                listening.complete(matcher);
              }
            });
    listening.completeExceptionally(new IllegalStateException("standard error has ended"));
  }

  /** Host and port of the services. */
  String data() {
    return listening.join().group(1);
  }

  /** The port of the services. */
  String dataPort() {
    return data().substring(data().lastIndexOf(':') + 1);
  }

  /** Host and port of the administration. */
  String admin() {
    return listening.join().group(2);
  }

  /** What it has written to standard error; all of it once it has ended. */
  List<String> log() {
    return List.copyOf(log);
  }

  long pid() {
    return process.pid();
  }

  /** A connected channel to the services, without TLS. */
  ManagedChannel dataChannel() {
    return connect(data());
  }

  /** A connected channel to the administration. */
  ManagedChannel adminChannel() {
    return connect(admin());
  }

  private ManagedChannel connect(String target) {
    ManagedChannel channel = Channels.to(target, ChannelSettings.DEFAULT).connect(LONG);
    channels.add(channel);
    return channel;
  }

  DashboardClient dashboards() {
    return new DashboardClient(dataChannel());
  }

  SimulatorClient simulator() {
    return new SimulatorClient(List.of(adminChannel()));
  }

  /** What happened to the calls of one of the backends that it plays. */
  static Ledger ledger(SimulatorClient simulator, String backend) {
    return simulator.ledgers().stream()
        .filter(ledger -> ledger.getBackend().equals(backend))
        .findFirst()
        .orElseThrow();
  }

  /** A page of the admin port. */
  HttpResponse<String> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + admin() + path)).timeout(LONG).build();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  /** SIGTERM. {@code Process.destroy} would close the pipe that its log is read from. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Whether it has ended before that long. */
  boolean endsWithin(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The exit status, once all of the log is here. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(title + " does not end: " + log);
    }
    reader.join();
    return process.exitValue();
  }

  /** Dies at once: SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit();
  }

  /** Stands still with its connections open: SIGSTOP. */
  void freeze() throws Exception {
    signal("-STOP");
  }

  /** Goes on: SIGCONT. */
  void thaw() throws Exception {
    signal("-CONT");
  }

  private void signal(String name) throws Exception {
    int status = new ProcessBuilder("kill", name, Long.toString(pid())).start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("kill " + name + " ended with status " + status);
    }
  }

  @Override
  public void close() throws InterruptedException {
    channels.forEach(ManagedChannel::shutdownNow);
    kill();
  }
}

package fanout.lab.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import fanout.runtime.server.Mains;
import fanout.runtime.spec.SpecException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of the testbed as a process of its own. Thread-safe.
 *
 * <ul>
 *   <li>When {@link #awaitServing} has returned, both its ports accept connections.
 *   <li>When {@link #close} returns the process is dead, whatever state it was in.
 *   <li>When this JVM ends without that, its owner has a turn to end it in order, then the process
 *       gets a SIGTERM; only a SIGKILL of this JVM leaves it behind.
 * </ul>
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** After this long a process that was told to end is killed: more than any drain limit here. */
  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  private static final Pattern LISTENING = Pattern.compile("listening data=(\\S+) admin=(\\S+)");
  private static final Pattern COMPLAINT = Pattern.compile("fanout-\\S+: (.*)");
  private static final int KEPT_LINES = 2_000;

  private final String name;
  private final Process process;
  private final Runnable inOrder;
  private final Thread reader;
  private final Thread hook;
  private final Deque<String> log = new ArrayDeque<>();
  private final CompletableFuture<Addresses> serving = new CompletableFuture<>();

  private record Addresses(String data, String admin) {}

  private ServerProcess(String name, Process process, Runnable inOrder) {
    this.name = name;
    this.process = process;
    this.inOrder = inOrder;
    this.reader = Thread.ofVirtual().name("log of " + name).start(this::readLog);
    this.hook = new Thread(this::left, "end of " + name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a process and returns at once.
   *
   * @param name for people
   * @param command the program with its arguments
   * @param environment all of it: nothing is inherited
   * @throws UncheckedIOException if there is no such program
   */
  public static ServerProcess launch(
      String name, List<String> command, Map<String, String> environment) {
    return launch(name, command, environment, () -> {});
  }

  /**
   * The same for one of several.
   *
   * @param inOrder ends all of them where this JVM ends; each process calls it, at the same time
   * @throws IllegalStateException if this JVM is ending already; no process is left behind
   */
  static ServerProcess launch(
      String name, List<String> command, Map<String, String> environment, Runnable inOrder) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      return new ServerProcess(name, process, inOrder);
    } catch (IllegalStateException e) {
      process.destroyForcibly(); // its hook came too late
      throw e;
    }
  }

  private void readLog() {
    try (BufferedReader lines = process.errorReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        keep(line);
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
          serving.complete(new Addresses(matcher.group(1), matcher.group(2)));
        }
      }
    } catch (IOException e) {
      keep("the log cannot be read any further: " + e.getMessage());
    }
    serving.completeExceptionally(new IllegalStateException("the process has ended"));
  }

  private void keep(String line) {
    synchronized (log) {
      log.add(line);
      if (log.size() > KEPT_LINES) {
        log.remove();
      }
    }
  }

  /**
   * Waits for the line with which the start ends.
   *
   * @throws SpecException if it refused a setting; the message is its own
   * @throws ServerFailedException if it ended otherwise, or does not serve within a minute; the
   *     message has what it logged
   */
  public void awaitServing() {
    try {
      serving.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw refusal();
    } catch (TimeoutException e) {
      throw new ServerFailedException(name, "does not serve after " + START_LIMIT, log());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerFailedException(name, "was not awaited: interrupted", log());
    }
  }

  /** What the person who started it can put right is one line and a status; see {@code Mains}. */
  private RuntimeException refusal() {
    OptionalInt status = awaitExit(END_LIMIT);
    List<String> said = log();
    Matcher complaint = COMPLAINT.matcher(said.isEmpty() ? "" : said.getFirst());
    if (status.orElse(0) == Mains.BAD_SETTING && complaint.matches()) {
      return new SpecException(complaint.group(1));
    }
    String end = status.isPresent() ? "ended with status " + status.getAsInt() : "does not end";
    return new ServerFailedException(name, end, said);
  }

  /** Its name, as given. */
  public String name() {
    return name;
  }

  /** Host and port of its services. */
  public String data() {
    return serving.join().data();
  }

  /** Host and port of its administration. */
  public String admin() {
    return serving.join().admin();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it logged, the last lines of it; all of those once it has ended. */
  public List<String> log() {
    synchronized (log) {
      return new ArrayList<>(log);
    }
  }

  /** This JVM ends, and nobody has closed the process. */
  void left() {
    inOrder.run();
    terminate();
  }

  /** Tells it to drain and end, by SIGTERM. */
  public void terminate() {
    // Process.destroy would close the pipe that the log is read from.
    process.toHandle().destroy();
  }

  /** Ends it at once, by SIGKILL, and waits until it is dead. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(END_LIMIT);
  }

  /**
   * Waits for its end.
   *
   * @return its exit status; empty if it has not ended by then. An interrupt ends the wait and
   *     stays set
   */
  public OptionalInt awaitExit(Duration limit) {
    try {
      if (process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        reader.join();
        return OptionalInt.of(process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return OptionalInt.empty();
  }

  /** Ends it in order, or by force if that takes longer than 20 s. */
  @Override
  public void close() {
    terminate();
    if (awaitExit(END_LIMIT).isEmpty()) {
      kill();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is ending already: the hook has run, or runs, and does no harm.
      keep(String.valueOf(e.getMessage()));
    }
  }
}

package fanout.benchmarks.contender;

import static java.nio.charset.StandardCharsets.UTF_8;

import fanout.benchmarks.contender.Contender.Surroundings;
import fanout.lab.testbed.JvmFlags;
import fanout.runtime.spec.Spec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A contender in a JVM of its own, the same as this one's. Not thread-safe. When {@link #close}
 * returns, the process is gone; it also ends by itself when this one does.
 */
public final class ContenderProcess implements AutoCloseable {
  /** Of a fixed size: how a heap grows, and shrinks when it is weighed, differs between forks. */
  private static final String HEAP = "1g";

  private final Contender contender;
  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;
  private final String target;

  private ContenderProcess(Contender contender, Process process) throws IOException {
    this.contender = contender;
    this.process = process;
    this.questions = process.outputWriter(UTF_8);
    this.answers = process.inputReader(UTF_8);
    this.target = line();
  }

  /** Starts a contender; it serves when this returns. */
  public static ContenderProcess start(Contender contender, Surroundings around) {
    return start(List.of(), contender, around);
  }

  /**
   * The same under another command.
   *
   * @param under put before the command line, for example to set a limit
   */
  public static ContenderProcess start(
      List<String> under, Contender contender, Surroundings around) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(under);
    command.addAll(
        List.of(
            java.toString(), "-Xms" + HEAP, "-Xmx" + HEAP, "--enable-native-access=ALL-UNNAMED"));
    command.addAll(JvmFlags.shipped());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ContenderMain.class.getName(),
            Spec.print(contender),
            around.user(),
            around.orders(),
            around.notifications(),
            around.otlp()));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new ContenderProcess(contender, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it serves, as {@code host:port}. */
  public String target() {
    return target;
  }

  /** What serves there. */
  public Contender contender() {
    return contender;
  }

  /** Its process, for those who stop or kill it. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** What it has used until now. */
  public Usage usage() {
    return Usage.parse(ask(ContenderMain.USAGE));
  }

  /** Bytes of its heap that are in use after a full collection, which this causes. */
  public long liveHeap() {
    return Long.parseLong(ask(ContenderMain.LIVE_HEAP));
  }

  /** Calls that it has taken and not ended; only of a {@link Backend}, which counts them. */
  public long inFlight() {
    return Long.parseLong(ask(ContenderMain.IN_FLIGHT));
  }

  private String ask(String question) {
    try {
      questions.write(question + "\n");
      questions.flush();
      return line();
    } catch (IOException e) {
      throw new UncheckedIOException(Spec.print(contender) + " has ended", e);
    }
  }

  private String line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException(Spec.print(contender) + " has ended by itself");
    }
    return line;
  }

  @Override
  public void close() {
    try {
      questions.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly(); // it has ended, or does not listen
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

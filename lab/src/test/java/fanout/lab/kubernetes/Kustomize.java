package fanout.lab.kubernetes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The directories under {@code k8s/}, and what {@code kubectl kustomize} makes of them. */
final class Kustomize {
  static final Path ROOT = Path.of("..", "k8s");

  private Kustomize() {}

  /** Every directory that can be applied, from the root. */
  static List<String> appliable() throws IOException {
    try (Stream<Path> overlays = Files.list(ROOT.resolve("overlays"))) {
      return Stream.concat(
              Stream.of("base"), overlays.map(overlay -> "overlays/" + overlay.getFileName()))
          .sorted()
          .toList();
    }
  }

  /** The committed rendering of a directory. */
  static String rendered(String directory) throws IOException {
    return Files.readString(
        ROOT.resolve("rendered").resolve(Path.of(directory).getFileName() + ".yaml"));
  }

  /** Whether this machine has a kubectl. */
  static boolean present() throws InterruptedException {
    try {
      return new ProcessBuilder("kubectl", "version", "--client")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // the only answer that a missing program gives
    }
  }

  /** Renders a directory; fails with what kubectl says. */
  static String render(Path directory) throws IOException, InterruptedException {
    Path complaints = Files.createTempFile("kustomize", ".txt");
    try {
      Process kubectl =
          new ProcessBuilder("kubectl", "kustomize", directory.toString())
              .redirectError(complaints.toFile())
              .start();
      String text = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (kubectl.waitFor() != 0) {
        throw new IOException(Files.readString(complaints));
      }
      return text;
    } finally {
      Files.delete(complaints);
    }
  }
}

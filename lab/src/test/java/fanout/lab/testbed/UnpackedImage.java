package fanout.lab.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An image's layers in a directory. Its entry point can be started with this JVM for the base's.
 *
 * @param image that was unpacked
 * @param root stands for {@code /}
 */
record UnpackedImage(ImageTar image, Path root) {
  private static final String CLASS_PATH = "app/jib-classpath-file";

  /** Unpacks a module's image below a directory. */
  static UnpackedImage of(String module, Path folder) throws IOException {
    UnpackedImage unpacked = new UnpackedImage(ImageTar.ofModule(module), folder.resolve(module));
    unpacked.image.unpack(unpacked.root);
    return unpacked;
  }

  /** Every file. */
  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** The image's command line for this JVM; its absolute paths begin at the root. */
  List<String> command() throws IOException {
    Path here = root.resolve("class-path");
    String app = root.resolve("app") + "/";
    Files.writeString(here, Files.readString(root.resolve(CLASS_PATH)).replace("/app/", app));
    Files.setLastModifiedTime(here, FileTime.fromMillis(0));
    return image.entryPoint().stream()
        .filter(JvmFlags::known)
        .map(word -> word.equals("java") ? java() : word)
        .map(word -> word.equals("@/" + CLASS_PATH) ? "@" + here : word)
        .toList();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Starts it with the environment that the manifests give to a pod's container, on loopback and
   * any free ports.
   *
   * @param pod name of the Deployment
   * @param replaced stronger than what the manifests say
   */
  ServerProcess start(String pod, Image program, Map<String, String> replaced) throws IOException {
    PodTemplate template = Objects.requireNonNull(PodTemplate.all().get(pod), pod);
    Map<String, String> here = new HashMap<>();
    for (String port : List.of("data", "admin")) {
      here.put(program.variable(port + "-host"), "127.0.0.1");
      here.put(program.variable(port + "-port"), "0");
    }
    here.putAll(replaced);
    Map<String, String> filledIn =
        Map.of(
            "metadata.name", pod + "-0",
            "metadata.uid", "0",
            "metadata.namespace", "fanout",
            "spec.nodeName", "here");
    return ServerProcess.launch(pod, command(), template.environment(filledIn, here));
  }
}

package fanout.lab.kubernetes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A copy of the scripts, on a PATH that has what every system has and, for docker, kind and the
 * like, fakes that write down how they were called.
 */
final class FakeTools {
  private static final String EVERYWHERE =
      "bash sh basename cat date dirname env grep head id mkdir mktemp readlink rm sed tr";

  private final Path root;
  private final Path calls;

  /** What a script left. */
  record Ran(int status, String out, String err) {}

  /** Copies what the scripts read below a directory; without any fake yet. */
  FakeTools(Path root) throws IOException {
    this.root = root;
    this.calls = root.resolve("calls");
    Files.createDirectories(root.resolve("bin"));
    Files.createFile(calls);
    Files.copy(Path.of("..", "pom.xml"), root.resolve("pom.xml"));
    try (Stream<Path> files = Files.walk(Kustomize.ROOT)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = root.resolve("k8s").resolve(Kustomize.ROOT.relativize(file));
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.copy(file, copy);
      }
    }
    for (String tool : EVERYWHERE.split(" ")) {
      executable(root.resolve("bin").resolve(tool), "exec %s \"$@\"".formatted(real(tool)));
    }
    fake("sleep", "");
  }

  private static Path real(String tool) throws IOException {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IOException("no " + tool + " on the PATH"));
  }

  /** Puts a program on the PATH that notes its call and then does what a line of bash says. */
  void fake(String tool, String does) throws IOException {
    program(root.resolve("bin").resolve(tool), tool, does);
  }

  /** Puts a program at the root of the copy. */
  void fakeAtRoot(String tool, String does) throws IOException {
    program(root.resolve(tool), tool, does);
  }

  private void program(Path file, String tool, String does) throws IOException {
    executable(file, "printf '%%s\\n' \"%s $*\" >>'%s'\n%s".formatted(tool, calls, does));
  }

  private static void executable(Path file, String does) throws IOException {
    Files.writeString(file, "#!/bin/bash\n" + does + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Takes a program off the PATH. */
  void remove(String tool) throws IOException {
    Files.delete(root.resolve("bin").resolve(tool));
  }

  /** The copy's file. */
  Path file(String name) {
    return root.resolve(name);
  }

  /** Runs a script with its arguments, all in one line. */
  Ran run(String line) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(line.split(" ")));
    command.set(0, root.resolve("k8s").resolve(command.getFirst()).toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(root.resolve("err").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", root.resolve("bin").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), out, Files.readString(root.resolve("err")));
  }

  /** Every call of a fake but the pauses, in order. */
  List<String> calls() throws IOException {
    return Files.readAllLines(calls).stream().filter(call -> !call.startsWith("sleep ")).toList();
  }
}

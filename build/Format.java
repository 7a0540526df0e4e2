import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Checks or rewrites the project's Java files: {@code Format check|apply ROOT FORMATTER_JAR}. */
class Format {
  public static void main(String[] args) throws IOException {
    Stream<String> options =
        switch (args[0]) {
          case "check" -> Stream.of("--dry-run", "--set-exit-if-changed");
          case "apply" -> Stream.of("--replace");
          default -> throw new IllegalArgumentException("-Dformat=" + args[0] + ": check or apply");
        };
    Path jar = Path.of(args[2]);
    Path checked = jar.resolveSibling("checked");
    Path unformatted = jar.resolveSibling("unformatted");
    // What passed once is looked at again when it, or the formatter, has changed.
    FileTime since = modified(checked).compareTo(modified(jar)) > 0 ? modified(checked) : NEVER;
    FileTime started = FileTime.fromMillis(System.currentTimeMillis());
    String[] files = javaFiles(Path.of(args[1]), since);
    String[] command = Stream.concat(options, Stream.of(files)).toArray(String[]::new);
    ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
    Files.deleteIfExists(unformatted);
    if (files.length > 0 && formatter.run(System.err, System.err, command) != 0) {
      Files.createFile(unformatted); // the build fails on this file, with advice and no stack trace
    } else {
      Files.setLastModifiedTime(Files.write(checked, new byte[0]), started);
    }
  }

  private static final FileTime NEVER = FileTime.fromMillis(0);

  private static String[] javaFiles(Path root, FileTime since) throws IOException {
    try (Stream<Path> files =
        Files.find(root, 99, (file, state) -> state.lastModifiedTime().compareTo(since) >= 0)) {
      return files
          .map(Path::toString)
          .filter(file -> file.endsWith(".java") && !file.contains("/target/"))
          .toArray(String[]::new);
    }
  }

  private static FileTime modified(Path file) throws IOException {
    return Files.exists(file) ? Files.getLastModifiedTime(file) : NEVER;
  }
}

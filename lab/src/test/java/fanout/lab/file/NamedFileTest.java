package fanout.lab.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFileTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aFailureOfWhichTheJdkGivesTheNameAloneIsPutInWords() {
    assertThat(NamedFile.problem(new AccessDeniedException("/a")))
        .isEqualTo("/a: permission denied");
    assertThat(NamedFile.problem(new NoSuchFileException("/a")))
        .isEqualTo("/a: there is no such file");
    assertThat(NamedFile.problem(new FileSystemException("/a", null, "Is a directory")))
        .isEqualTo("/a: Is a directory");
    assertThat(NamedFile.problem(new IOException("disk full"))).isEqualTo("disk full");
    assertThat(NamedFile.problem(new IOException())).isEqualTo("java.io.IOException");
  }

  @Test
  void whatCannotBeOpenedForWritingIsToldInWords() {
    assertThatThrownBy(
            () ->
                NamedFile.write(
                    folder,
                    () -> {
                      throw new AccessDeniedException(folder.toString());
                    }))
        .hasMessage(folder + ": permission denied");
  }

  @Test
  void filesAreDeletedByTheirNames() throws IOException {
    Files.createFile(folder.resolve("trace-12.json"));
    Files.createFile(folder.resolve("trace-mine.json"));
    NamedFile.deleteAll(folder, "trace-{[0-9],[0-9][0-9]}.json");
    assertThat(folder).isDirectoryNotContaining("glob:**/trace-12.json");
    assertThat(folder).isDirectoryContaining("glob:**/trace-mine.json");
  }
}

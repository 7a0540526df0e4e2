package fanout.lab.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Has a failure say which file it was. The JDK names the file that it cannot open, but not the one
 * that it cannot go on writing: a full disk is "No space left on device" and nothing else.
 */
public final class NamedFile {
  private NamedFile() {}

  /** What writes a file. */
  public interface Writing {
    /** Writes all of it. */
    void write() throws IOException;
  }

  /**
   * Writes.
   *
   * @throws IOException with the name of the file; what is there then is incomplete
   */
  public static void write(Path file, Writing writing) throws IOException {
    try {
      writing.write();
    } catch (FileSystemException e) {
      throw e; // names it
    } catch (IOException e) {
      throw new IOException(
          "%s: %s; what is there is incomplete".formatted(file, e.getMessage()), e);
    }
  }
}

package fanout.lab.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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
      throw new IOException(problem(e), e);
    } catch (IOException e) {
      throw new IOException(
          "%s: %s; what is there is incomplete".formatted(file, e.getMessage()), e);
    }
  }

  /** What a failure says, in words: the message of many in the JDK is the file's name alone. */
  public static String problem(IOException failure) {
    String why =
        switch (failure) {
          case AccessDeniedException e -> "permission denied";
          case NoSuchFileException e -> "there is no such file";
          case NotDirectoryException e -> "is no directory";
          case FileAlreadyExistsException e -> "is there already";
          default -> "";
        };
    boolean mute = failure instanceof FileSystemException e && e.getReason() == null;
    return mute && !why.isEmpty() ? failure.getMessage() + ": " + why : told(failure);
  }

  private static String told(IOException failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /**
   * Deletes files of a folder by a pattern of their names.
   *
   * @param glob as {@link Files#newDirectoryStream(Path, String)} has it
   * @throws IOException with the name of the one that cannot be deleted
   */
  public static void deleteAll(Path folder, String glob) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      for (Path file : files) {
        write(file, () -> Files.delete(file));
      }
    }
  }
}

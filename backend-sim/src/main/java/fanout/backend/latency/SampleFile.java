package fanout.backend.latency;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A recording of latencies, written as its path. By the end of its name it is
 *
 * <ul>
 *   <li>{@code .hlog}: a HdrHistogram log; all its intervals count together. It states no unit.
 *   <li>{@code .hgrm}: a HdrHistogram percentile distribution; values between two rows count as the
 *       upper. It states no unit.
 *   <li>anything else: text with one latency a line, either all with a unit ({@code 12.5ms}) or all
 *       without. Empty lines and lines that begin with {@code #} do not count.
 * </ul>
 *
 * <p>At most {@value #MOST_BYTES} bytes are read. Making one reads nothing; equality is that of
 * paths. Thread-safe.
 */
@Spec.Scalar(allowed = "the path of a file")
public final class SampleFile {
  /** No larger file is read. */
  static final int MOST_BYTES = 8 << 20;

  private final Path path;
  private volatile @Nullable Recording recording;

  private SampleFile(Path path) {
    this.path = path;
  }

  /** A recording at this path, whether there is one or not. */
  public static SampleFile of(Path path) {
    return parse(path.toString());
  }

  static SampleFile parse(String text) {
    SpecException.require(
        text.chars().noneMatch(c -> ",()".indexOf(c) >= 0) && text.equals(text.strip()),
        "file",
        text,
        "a path without commas, parentheses, or blanks at its ends");
    return new SampleFile(Path.of(text));
  }

  /** Where it lies. */
  public Path path() {
    return path;
  }

  /** What it holds; reads it if that has not been done. */
  Recording recording() {
    Recording known = recording;
    if (known == null) {
      synchronized (this) {
        known = recording;
        if (known == null) {
          known = read();
          recording = known;
        }
      }
    }
    return known;
  }

  private Recording read() {
    SpecException.require(Files.isRegularFile(path), "file", path, "a file that is there");
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      SpecException.require(
          bytes.length <= MOST_BYTES, "file", path, "a file of at most " + MOST_BYTES + " bytes");
      String name = path.toString().toLowerCase(Locale.ROOT);
      SampleReader reader = new SampleReader(path, new String(bytes, StandardCharsets.UTF_8));
      if (name.endsWith(".hlog")) {
        return reader.histogramLog();
      }
      return name.endsWith(".hgrm") ? reader.percentileTable() : reader.list();
    } catch (IOException e) {
      throw new SpecException("file: " + path + " cannot be read: " + e, e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SampleFile file && path.equals(file.path);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}

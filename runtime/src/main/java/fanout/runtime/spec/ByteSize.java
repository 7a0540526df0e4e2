package fanout.runtime.spec;

/**
 * A number of bytes, written {@code 512B}, {@code 64KiB}, {@code 4MiB} or {@code 1GiB}.
 *
 * @param bytes at least 0
 */
public record ByteSize(long bytes) {
  public ByteSize {
    SpecException.require(bytes >= 0, "size", bytes, "0B or more");
  }

  /** The size in bytes as an {@code int}, for APIs that take no more. */
  public int toIntExact() {
    return Math.toIntExact(bytes);
  }

  @Override
  public String toString() {
    String[] units = {"GiB", "MiB", "KiB"};
    long factor = 1L << 30;
    for (String unit : units) {
      if (bytes >= factor && bytes % factor == 0) {
        return bytes / factor + unit;
      }
      factor >>= 10;
    }
    return bytes + "B";
  }
}

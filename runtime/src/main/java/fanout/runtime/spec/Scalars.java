package fanout.runtime.spec;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The leaves of the grammar: durations, shares, sizes, numbers, flags, enums and text. */
final class Scalars {
  private static final Pattern QUANTITY =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-zµ%]*)");

  /**
   * How far the point of a number may be moved: a {@code double} is written with less, and moving
   * it further takes time and memory that a few characters of a stranger's text must not cost.
   */
  private static final int FARTHEST_POINT = 1000;

  private static final Map<String, Long> NANOS =
      Map.of(
          "ns",
          1L,
          "us",
          1_000L,
          "µs",
          1_000L,
          "ms",
          1_000_000L,
          "s",
          1_000_000_000L,
          "m",
          60_000_000_000L,
          "h",
          3_600_000_000_000L);
  private static final Map<String, Long> BYTES =
      Map.of("b", 1L, "kib", 1L << 10, "mib", 1L << 20, "gib", 1L << 30);
  private static final Map<Class<?>, Function<String, Object>> READERS =
      Map.ofEntries(
          Map.entry(Duration.class, Scalars::duration),
          Map.entry(Probability.class, Scalars::probability),
          Map.entry(ByteSize.class, Scalars::byteSize),
          Map.entry(
              int.class, text -> integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue()),
          Map.entry(long.class, text -> integer(text, Long.MIN_VALUE, Long.MAX_VALUE)),
          Map.entry(double.class, Scalars::real),
          Map.entry(Double.class, Scalars::real), // Optional<Double>
          Map.entry(boolean.class, Scalars::flag),
          Map.entry(String.class, text -> text),
          Map.entry(Path.class, Path::of));

  private Scalars() {}

  static boolean handles(Class<?> type) {
    return READERS.containsKey(type)
        || type.isEnum()
        || type.isAnnotationPresent(Spec.Scalar.class);
  }

  static Object read(Class<?> type, String text) {
    if (type.isEnum()) {
      return constant(type, text);
    }
    return type.isAnnotationPresent(Spec.Scalar.class)
        ? parsed(type, text)
        : Objects.requireNonNull(READERS.get(type)).apply(text);
  }

  private static Object parsed(Class<?> type, String text) {
    try {
      Method parse = type.getDeclaredMethod("parse", String.class);
      parse.setAccessible(true);
      return Objects.requireNonNull(parse.invoke(null, text));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("cannot read " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + type, e);
    }
  }

  static String print(Object value) {
    return switch (value) {
      case Duration duration -> duration(duration);
      case Double number -> decimal(number);
      case Enum<?> constant when constant instanceof io.grpc.Status.Code -> constant.name();
      case Enum<?> constant -> kebab(constant.name());
      default -> value.toString();
    };
  }

  /** What a person may write for this type, for error messages and synopses. */
  static String allowed(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(Scalars::print)
          .collect(Collectors.joining(", "));
    }
    Spec.Scalar scalar = type.getAnnotation(Spec.Scalar.class);
    if (scalar != null) {
      return scalar.allowed();
    }
    return switch (type.getSimpleName()) {
      case "Duration" -> "a duration with a unit, such as 250us, 20ms, 1.5s or 2m";
      case "Probability" -> "a share such as 10% or 0.1";
      case "ByteSize" -> "a size with a unit, such as 512B, 64KiB or 4MiB";
      case "int", "long" -> "a whole number";
      case "double", "Double" -> "a number";
      case "boolean" -> "true or false";
      case "Path" -> "the name of a file";
      default -> "text";
    };
  }

  private static Duration duration(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Long factor = null;
    Matcher matcher = QUANTITY.matcher(text);
    if (matcher.matches()) {
      factor = NANOS.get(matcher.group(2));
    }
    if (factor == null) {
      throw new SpecException("duration", text, allowed(Duration.class));
    }
    return Duration.ofNanos(scaled(text, matcher.group(1), factor));
  }

  private static ByteSize byteSize(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    Long factor = matcher.matches() ? BYTES.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (factor == null) {
      throw new SpecException("size", text, allowed(ByteSize.class));
    }
    return new ByteSize(scaled(text, matcher.group(1), factor));
  }

  private static long scaled(String text, String number, long factor) {
    try {
      return new BigDecimal(number)
          .multiply(BigDecimal.valueOf(factor))
          .setScale(0, RoundingMode.HALF_UP)
          .longValueExact();
    } catch (ArithmeticException e) {
      throw new SpecException("quantity", text, "at most about 292 years, or 8 EiB");
    }
  }

  private static Probability probability(String text) {
    boolean percent = text.endsWith("%");
    BigDecimal number = number(percent ? text.substring(0, text.length() - 1).strip() : text);
    double share = (percent ? number.movePointLeft(2) : number).doubleValue();
    SpecException.require(share >= 0 && share <= 1, "probability", text, "0% to 100%, or 0 to 1");
    return new Probability(share);
  }

  private static Long integer(String text, long least, long most) {
    try {
      long number = Long.parseLong(text.replace("_", ""));
      SpecException.require(
          number >= least && number <= most, "number", text, least + " to " + most);
      return number;
    } catch (NumberFormatException e) {
      throw new SpecException("number", text, allowed(long.class));
    }
  }

  private static double real(String text) {
    double value = number(text).doubleValue();
    SpecException.require(Double.isFinite(value), "number", text, "a finite number");
    return value;
  }

  private static BigDecimal number(String text) {
    try {
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.scale()) > FARTHEST_POINT) {
        throw new NumberFormatException("exponent out of range");
      }
      return number;
    } catch (NumberFormatException e) {
      throw new SpecException("number", text, allowed(double.class));
    }
  }

  private static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes" -> true;
      case "false", "off", "no" -> false;
      default -> throw new SpecException("flag", text, allowed(boolean.class));
    };
  }

  private static Object constant(Class<?> type, String text) {
    String wanted = text.replace('-', '_').toUpperCase(Locale.ROOT);
    for (Object constant : type.getEnumConstants()) {
      boolean byNumber =
          constant instanceof io.grpc.Status.Code code && text.equals(String.valueOf(code.value()));
      if (byNumber || ((Enum<?>) constant).name().equals(wanted)) {
        return constant;
      }
    }
    throw new SpecException(kebab(type.getSimpleName()), text, allowed(type));
  }

  private static String duration(Duration duration) {
    try {
      return nanos(duration.toNanos());
    } catch (ArithmeticException e) {
      // More than 292 years, which no text gives; a complaint has to name them all the same.
      return duration.toSeconds() + "s";
    }
  }

  private static String nanos(long nanos) {
    if (nanos == 0) {
      return "0ms";
    }
    for (String unit : List.of("s", "ms", "us")) {
      long factor = Objects.requireNonNull(NANOS.get(unit));
      if (nanos % factor == 0) {
        return nanos / factor + unit;
      }
    }
    return nanos + "ns";
  }

  /** The shortest decimal that reads back as the same {@code double}, without exponent. */
  static String decimal(double value) {
    return plain(new BigDecimal(Double.toString(value)));
  }

  /** The same in per cent. */
  static String percent(double share) {
    return plain(new BigDecimal(Double.toString(share)).movePointRight(2)) + "%";
  }

  private static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0).toPlainString() : stripped.toPlainString();
  }

  /** {@code maxAge}, {@code MaxAge} and {@code MAX_AGE} all give {@code max-age}. */
  static String kebab(String name) {
    return name.equals(name.toUpperCase(Locale.ROOT))
        ? name.toLowerCase(Locale.ROOT).replace('_', '-')
        : name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}

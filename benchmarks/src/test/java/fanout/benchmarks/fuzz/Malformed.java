package fanout.benchmarks.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.Tuple;

/** Malformed input that is nearly right: what is quite wrong is refused at the first letter. */
final class Malformed {
  private static final String ODD = "\0\t\n\"'\\{}[]()<>,;:=|@%/ \u00b5\u20ac\ud83d\udd25\ufeff";

  private Malformed() {}

  /** Right texts, altered in a few places; pieces of the grammar in any order; anything at all. */
  static Arbitrary<String> texts(List<String> right, List<String> pieces) {
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.fromGenerator(altered(right))),
        Tuple.of(3, Arbitraries.of(pieces).list().ofMaxSize(40).map(list -> String.join("", list))),
        Tuple.of(1, Arbitraries.strings().ofMaxLength(200)));
  }

  /** Right bytes, altered in a few places, and anything at all. */
  static Arbitrary<byte[]> bytes(List<byte[]> right) {
    return Arbitraries.frequencyOf(
        Tuple.of(9, Arbitraries.fromGenerator(alteredBytes(right))),
        Tuple.of(1, Arbitraries.bytes().array(byte[].class).ofMaxSize(300)));
  }

  private static RandomGenerator<String> altered(List<String> right) {
    return random -> {
      StringBuilder text = new StringBuilder(right.get(random.nextInt(right.size())));
      for (int i = random.nextInt(6); i >= 0; i--) {
        alter(text, right, random);
      }
      return Shrinkable.unshrinkable(text.toString());
    };
  }

  private static void alter(StringBuilder text, List<String> right, Random random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + 1 + random.nextInt(8));
    switch (random.nextInt(7)) {
      case 0 -> text.delete(at, end);
      case 1 -> text.insert(at, ODD.charAt(random.nextInt(ODD.length())));
      case 2 -> text.insert(at, text.substring(at, end));
      case 3 -> text.setLength(at);
      case 4 -> text.insert(at, random.nextLong());
      case 5 -> text.insert(at, right.get(random.nextInt(right.size())));
      default -> text.insert(at, (char) random.nextInt(0x10000));
    }
  }

  private static RandomGenerator<byte[]> alteredBytes(List<byte[]> right) {
    return random -> {
      byte[] bytes = right.get(random.nextInt(right.size())).clone();
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
      byte[] altered = Arrays.copyOf(bytes, length);
      for (int i = random.nextInt(6); i >= 0 && length > 0; i--) {
        altered[random.nextInt(length)] = (byte) random.nextInt();
      }
      return Shrinkable.unshrinkable(altered);
    };
  }

  /** The bytes of a text. */
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

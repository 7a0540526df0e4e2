package fanout.backend.payload;

import fanout.backend.draw.Draws;
import fanout.v1.Preference;
import fanout.v1.User;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Profiles of users; about 120 bytes without their preferences. */
public final class Profiles {
  private static final List<String> FIRST =
      List.of(
          "Ada", "Bruno", "Chiara", "Dmitri", "Eun-ji", "Farah", "Grace", "Hugo", "Inês", "Jun");
  private static final List<String> LAST =
      List.of("Almeida", "Bianchi", "Chen", "Dubois", "Eriksen", "Farouk", "Garcia", "Haddad");
  private static final List<String> LOCALES =
      List.of("de-DE", "en-GB", "en-US", "fr-FR", "it-IT", "ja-JP", "ko-KR", "pt-BR");
  private static final List<String> ZONES =
      List.of("America/Sao_Paulo", "Asia/Seoul", "Asia/Tokyo", "Europe/Berlin", "Europe/Lisbon");
  private static final List<String> SETTINGS =
      List.of("theme", "density", "start-page", "newsletter", "currency", "contrast", "sounds");
  private static final List<String> VALUES =
      List.of("dark", "light", "compact", "comfortable", "weekly", "never", "EUR", "high", "off");

  private Profiles() {}

  /** The preferences of all users. */
  public static Payloads<Preference> preferences() {
    return new Payloads<>(
        "preference",
        (random, position) ->
            Preference.newBuilder()
                .setKey("%s.%d".formatted(Payloads.pick(random, SETTINGS), position))
                .setValue(Payloads.pick(random, VALUES))
                .build());
  }

  /** A user without preferences. */
  public static User.Builder profile(String userId) {
    RandomGenerator random = new Draws(0).stream("user", "payload", userId);
    String first = Payloads.pick(random, FIRST);
    String last = Payloads.pick(random, LAST);
    String mailbox = "%s.%s.%s".formatted(first, last, userId).toLowerCase(Locale.ROOT);
    return User.newBuilder()
        .setUserId(userId)
        .setDisplayName(first + " " + last)
        .setEmail(mailbox.replaceAll("[^a-z0-9.-]", "-") + "@example.com")
        .setLocale(Payloads.pick(random, LOCALES))
        .setTimeZone(Payloads.pick(random, ZONES))
        .setCreatedAt(
            Payloads.timestamp(Payloads.EPOCH.minus(Duration.ofHours(random.nextInt(24, 80_000)))));
  }
}

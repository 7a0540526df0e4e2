package fanout.lab.testbed;

/** A testbed was asked for what it cannot give; the message says what and what else can. */
public final class MissingAbilityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A refusal that stands by itself. */
  public MissingAbilityException(String message) {
    super(message);
  }

  /** {@code this needs …; the testbed (…) has none}. */
  public MissingAbilityException(Ability ability, String place) {
    super("this needs %s; the testbed (%s) has none".formatted(ability.noun(), place));
  }
}

package fanout.runtime.settings;

/**
 * One setting as it is in effect.
 *
 * @param key its name in a file; {@code --key} on the command line
 * @param text its value in the grammar of {@link fanout.runtime.spec.Spec}, canonical
 * @param source who said so
 */
public record Setting(String key, String text, Source source) {}

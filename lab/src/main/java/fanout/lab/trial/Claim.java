package fanout.lab.trial;

/**
 * What an experiment puts to the test.
 *
 * @param text what was published, as a sentence
 * @param source where
 */
public record Claim(String text, String source) {}

package fanout.lab.result;

import java.util.OptionalDouble;

/**
 * One statement that was put to the test.
 *
 * @param name in a few words, unique within the experiment and the same in every run
 * @param statement what would have to hold, as a sentence with its threshold
 * @param measured the figure that decides
 * @param better which way that figure would have to move to please a user
 * @param predicted what theory said before the run
 * @param published what the claim's source says, in the same unit
 * @param verdict on the statement
 * @param because the comparison that led to the verdict, as a sentence with figures
 */
public record Finding(
    String name,
    String statement,
    Estimate measured,
    Better better,
    OptionalDouble predicted,
    OptionalDouble published,
    Verdict verdict,
    String because) {}

package fanout.lab.result;

import java.util.List;

/**
 * How an experiment was run.
 *
 * @param text what was done, in a paragraph
 * @param size {@code quick} or {@code full}
 * @param trials of each variant
 * @param warmUp what was left out before measuring and why that was enough, as a sentence
 * @param remarks what a reader has to know: trials taken again, a machine too noisy, outliers and
 *     what became of them
 */
public record Method(String text, String size, int trials, String warmUp, List<String> remarks) {}

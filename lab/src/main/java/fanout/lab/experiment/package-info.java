/**
 * The experiments, one file each: question, claim, method, prediction, trials, findings, answer. To
 * add one is to write a file and a word in {@link fanout.lab.experiment.Experiment}.
 */
@NullMarked
package fanout.lab.experiment;

import org.jspecify.annotations.NullMarked;

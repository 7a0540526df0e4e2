/**
 * What an experiment is made of: variants and their trials, figures, and what is concluded from
 * them. Knows no experiment.
 */
@NullMarked
package fanout.lab.trial;

import org.jspecify.annotations.NullMarked;

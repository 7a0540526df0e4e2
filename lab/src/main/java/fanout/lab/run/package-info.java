/** Runs experiments and writes down what came of them. */
@NullMarked
package fanout.lab.run;

import org.jspecify.annotations.NullMarked;

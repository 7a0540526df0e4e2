/** The files that a run of an experiment leaves behind. */
@NullMarked
package fanout.lab.report;

import org.jspecify.annotations.NullMarked;

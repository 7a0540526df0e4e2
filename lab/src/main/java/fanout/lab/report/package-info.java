/** The files that a run of an experiment leaves behind, and pages and prose made of results. */
@NullMarked
package fanout.lab.report;

import org.jspecify.annotations.NullMarked;

/** What must hold of the traces of a run, one rule a file. */
@NullMarked
package fanout.lab.trace.rule;

import org.jspecify.annotations.NullMarked;

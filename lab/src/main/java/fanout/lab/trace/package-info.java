/** Traces: received over OTLP, read from and written to files, checked for shape, drawn. */
@NullMarked
package fanout.lab.trace;

import org.jspecify.annotations.NullMarked;

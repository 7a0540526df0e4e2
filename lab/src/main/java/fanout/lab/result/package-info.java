/**
 * What an experiment found, as data: the one form that {@code results.json}, the report, the
 * comparison and the findings are all made from. Every type is an immutable record.
 */
@NullMarked
package fanout.lab.result;

import org.jspecify.annotations.NullMarked;

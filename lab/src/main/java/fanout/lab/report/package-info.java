/** What an experiment found, for people: a page for each result, an index of them, and prose. */
@NullMarked
package fanout.lab.report;

import org.jspecify.annotations.NullMarked;

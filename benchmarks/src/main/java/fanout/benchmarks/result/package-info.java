/** What a run of the benchmarks came to: kept as JSON, shown as text and Markdown, compared. */
@NullMarked
package fanout.benchmarks.result;

import org.jspecify.annotations.NullMarked;

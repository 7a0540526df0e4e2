/** What a run of the generator came to, for people and for programs. */
@NullMarked
package fanout.lab.load.report;

import org.jspecify.annotations.NullMarked;

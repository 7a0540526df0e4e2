/** What the lab measures: a whole testbed in this process, or one that runs elsewhere. */
@NullMarked
package fanout.lab.testbed;

import org.jspecify.annotations.NullMarked;

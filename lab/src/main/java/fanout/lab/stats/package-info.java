/** How well a figure is known, and what that says about a statement. */
@NullMarked
package fanout.lab.stats;

import org.jspecify.annotations.NullMarked;

/** What was measured: samples, and what they come to. */
@NullMarked
package fanout.lab.measure;

import org.jspecify.annotations.NullMarked;

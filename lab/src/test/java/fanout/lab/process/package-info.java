/** The two programs as processes of their own: start, signals, outages, what they leave behind. */
@NullMarked
package fanout.lab.process;

import org.jspecify.annotations.NullMarked;

@NullMarked
package fanout.lab.trace;

import org.jspecify.annotations.NullMarked;

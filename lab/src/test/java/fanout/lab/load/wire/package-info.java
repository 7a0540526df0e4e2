@NullMarked
package fanout.lab.load.wire;

import org.jspecify.annotations.NullMarked;

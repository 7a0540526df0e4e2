@NullMarked
package fanout.lab.compare;

import org.jspecify.annotations.NullMarked;

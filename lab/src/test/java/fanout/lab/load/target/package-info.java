@NullMarked
package fanout.lab.load.target;

import org.jspecify.annotations.NullMarked;

@NullMarked
package fanout.lab.load;

import org.jspecify.annotations.NullMarked;

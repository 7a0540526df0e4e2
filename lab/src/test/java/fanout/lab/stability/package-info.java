@NullMarked
package fanout.lab.stability;

import org.jspecify.annotations.NullMarked;

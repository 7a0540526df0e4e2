@NullMarked
package fanout.lab.load.unary;

import org.jspecify.annotations.NullMarked;

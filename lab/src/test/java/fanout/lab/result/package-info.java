@NullMarked
package fanout.lab.result;

import org.jspecify.annotations.NullMarked;

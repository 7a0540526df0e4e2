@NullMarked
package fanout.lab.terminal;

import org.jspecify.annotations.NullMarked;

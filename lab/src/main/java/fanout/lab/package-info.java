@NullMarked
package fanout.lab;

import org.jspecify.annotations.NullMarked;

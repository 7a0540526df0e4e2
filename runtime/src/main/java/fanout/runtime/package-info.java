@NullMarked
package fanout.runtime;

import org.jspecify.annotations.NullMarked;

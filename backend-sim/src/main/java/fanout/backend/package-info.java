@NullMarked
package fanout.backend;

import org.jspecify.annotations.NullMarked;

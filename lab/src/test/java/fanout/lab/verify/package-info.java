@NullMarked
package fanout.lab.verify;

import org.jspecify.annotations.NullMarked;

@NullMarked
package fanout.lab.trial;

import org.jspecify.annotations.NullMarked;

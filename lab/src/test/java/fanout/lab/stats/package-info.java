@NullMarked
package fanout.lab.stats;

import org.jspecify.annotations.NullMarked;

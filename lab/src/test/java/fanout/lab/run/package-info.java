@NullMarked
package fanout.lab.run;

import org.jspecify.annotations.NullMarked;

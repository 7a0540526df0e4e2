@NullMarked
package fanout.lab.experiment;

import org.jspecify.annotations.NullMarked;

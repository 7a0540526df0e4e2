@NullMarked
package fanout.lab.testbed;

import org.jspecify.annotations.NullMarked;

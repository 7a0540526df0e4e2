@NullMarked
package fanout.lab.cli;

import org.jspecify.annotations.NullMarked;

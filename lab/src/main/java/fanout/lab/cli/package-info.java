/** The launcher's commands, one file each. */
@NullMarked
package fanout.lab.cli;

import org.jspecify.annotations.NullMarked;

/** Files that say their names when they fail. */
@NullMarked
package fanout.lab.file;

import org.jspecify.annotations.NullMarked;

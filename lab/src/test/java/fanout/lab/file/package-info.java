@NullMarked
package fanout.lab.file;

import org.jspecify.annotations.NullMarked;

@NullMarked
package fanout.lab.measure;

import org.jspecify.annotations.NullMarked;

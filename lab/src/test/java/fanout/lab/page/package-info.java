@NullMarked
package fanout.lab.page;

import org.jspecify.annotations.NullMarked;

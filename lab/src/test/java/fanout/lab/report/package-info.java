@NullMarked
package fanout.lab.report;

import org.jspecify.annotations.NullMarked;

@NullMarked
package fanout.lab.load.report;

import org.jspecify.annotations.NullMarked;

/** The lab as a caller: dashboards, simulator control, ledgers. */
@NullMarked
package fanout.lab.client;

import org.jspecify.annotations.NullMarked;

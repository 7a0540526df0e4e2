/** Text for people: what the terminal can show, colours, tables, units. */
@NullMarked
package fanout.lab.terminal;

import org.jspecify.annotations.NullMarked;

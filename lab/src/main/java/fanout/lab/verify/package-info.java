/** Makes requests, gathers their traces from wherever they went, and has the rules judge them. */
@NullMarked
package fanout.lab.verify;

import org.jspecify.annotations.NullMarked;

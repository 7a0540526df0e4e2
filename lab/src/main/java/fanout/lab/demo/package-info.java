/** What one command shows a newcomer: four short experiments, each one file. */
@NullMarked
package fanout.lab.demo;

import org.jspecify.annotations.NullMarked;

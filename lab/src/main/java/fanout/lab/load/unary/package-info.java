/** What the generator calls: unary methods, found by reflection or in a descriptor set. */
@NullMarked
package fanout.lab.load.unary;

import org.jspecify.annotations.NullMarked;

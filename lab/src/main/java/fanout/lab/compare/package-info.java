/** Two runs side by side: which figures got better or worse by more than noise. */
@NullMarked
package fanout.lab.compare;

import org.jspecify.annotations.NullMarked;

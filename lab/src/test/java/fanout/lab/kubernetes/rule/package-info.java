/** What must hold of every rendering: one file a rule. */
@NullMarked
package fanout.lab.kubernetes.rule;

import org.jspecify.annotations.NullMarked;

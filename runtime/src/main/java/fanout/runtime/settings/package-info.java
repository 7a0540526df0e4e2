/**
 * What a program was told and by whom: {@link fanout.runtime.settings.Settings} turns flags,
 * environment, a file and defaults into a record, and knows the source of each value.
 */
@NullMarked
package fanout.runtime.settings;

import org.jspecify.annotations.NullMarked;

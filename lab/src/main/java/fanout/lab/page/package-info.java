/** Self-contained HTML pages: escaping, style, charts. Knows nothing of what is shown. */
@NullMarked
package fanout.lab.page;

import org.jspecify.annotations.NullMarked;

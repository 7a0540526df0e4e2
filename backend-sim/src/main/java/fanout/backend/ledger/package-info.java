/** What became of a backend's calls, and how long they were worked on. */
@NullMarked
package fanout.backend.ledger;

import org.jspecify.annotations.NullMarked;

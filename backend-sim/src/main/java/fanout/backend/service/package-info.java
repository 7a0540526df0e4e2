/** The three simulated services and the one engine that answers for all of them. */
@NullMarked
package fanout.backend.service;

import org.jspecify.annotations.NullMarked;

/** The TCP connections of a server, so that one of them can be broken on purpose. */
@NullMarked
package fanout.backend.connection;

import org.jspecify.annotations.NullMarked;

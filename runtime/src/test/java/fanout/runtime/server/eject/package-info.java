@NullMarked
package fanout.runtime.server.eject;

import org.jspecify.annotations.NullMarked;

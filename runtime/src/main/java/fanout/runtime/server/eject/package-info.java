/** When a replica is taken out of the rotation, by gRPC's own outlier detection. */
@NullMarked
package fanout.runtime.server.eject;

import org.jspecify.annotations.NullMarked;

/**
 * Unary calls straight on HTTP/2, for a generator that costs little: Netty's frames and header
 * compression, and of gRPC's protocol what a unary call needs.
 */
@NullMarked
package fanout.lab.load.wire;

import org.jspecify.annotations.NullMarked;

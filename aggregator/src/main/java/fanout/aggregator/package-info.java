/** The dashboard service: its plan, its edge to gRPC and its process. */
@NullMarked
package fanout.aggregator;

import org.jspecify.annotations.NullMarked;

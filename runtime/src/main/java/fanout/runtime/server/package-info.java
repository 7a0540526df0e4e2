/**
 * How a process meets the network: {@link fanout.runtime.server.ServerHost} owns its two ports from
 * start to drain, {@link fanout.runtime.server.Channels} makes the connections it calls others on.
 */
@NullMarked
package fanout.runtime.server;

import org.jspecify.annotations.NullMarked;

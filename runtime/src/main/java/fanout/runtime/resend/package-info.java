/**
 * Transparent retries: a call that no server has seen is sent again, by us instead of by gRPC. See
 * {@link fanout.runtime.resend.ResendInterceptor}.
 */
@NullMarked
package fanout.runtime.resend;

import org.jspecify.annotations.NullMarked;

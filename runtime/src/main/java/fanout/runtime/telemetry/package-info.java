/**
 * OpenTelemetry for every process: SDK set-up from the standard {@code OTEL_*} variables, one
 * CLIENT span for each attempt, one SERVER span for each handled call, and the metrics page.
 *
 * <p>Start at {@link fanout.runtime.telemetry.Telemetry}; code that hands work to another thread
 * needs {@link fanout.runtime.telemetry.Contexts}.
 */
@NullMarked
package fanout.runtime.telemetry;

import org.jspecify.annotations.NullMarked;

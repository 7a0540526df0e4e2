package fanout.lab.trial;

import fanout.lab.client.DashboardClient.Ask;
import io.grpc.Status;

/**
 * One request of a trial, light enough to keep all of them.
 *
 * @param ask what was asked, with the request id that names its draws: it can be asked again
 * @param millis from its send to its end
 * @param traceId empty if it was not traced
 */
public record Sent(Ask ask, double millis, Status.Code code, String traceId) {}

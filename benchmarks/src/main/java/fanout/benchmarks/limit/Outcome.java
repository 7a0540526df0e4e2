package fanout.benchmarks.limit;

/**
 * What became of the calls of one run. Latencies are in nanoseconds.
 *
 * @param offered calls a second that arrived
 * @param goodput calls a second that were answered within their deadline
 * @param shed share of the calls that were turned away
 * @param wasted share of the server's work that was done for nobody
 * @param p50 from arrival to the end of the server's work, of the calls that were let in, whether
 *     or not anybody still waited
 * @param p99 likewise
 * @param untilShed how long a call that was turned away waited to hear so, on average
 * @param limit the limit at the end
 */
record Outcome(
    double offered,
    double goodput,
    double shed,
    double wasted,
    long p50,
    long p99,
    double untilShed,
    int limit) {}

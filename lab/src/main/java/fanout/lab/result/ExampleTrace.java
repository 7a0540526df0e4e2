package fanout.lab.result;

/**
 * One request of the run, as a trace.
 *
 * @param caption which request it is: the variant, and whether at its median or in its tail
 * @param file OTLP JSON beside {@code results.json}, holding this trace alone
 * @param traceId 32 hexadecimal digits
 */
public record ExampleTrace(String caption, String file, String traceId) {}

package fanout.backend.service;

import com.google.protobuf.Message;
import fanout.runtime.spec.ByteSize;
import fanout.v1.AppliedBehavior;
import java.util.function.Function;

/** The data of a service: request in, reply out; everything else is the engine's. */
@FunctionalInterface
interface Answerer<Q, R extends Message> {
  /**
   * Makes all of the reply that does not depend on how the call went, ahead of its latency.
   *
   * @param payload approximate size of one user's whole answer
   * @throws fanout.runtime.spec.SpecException naming the field that is invalid
   */
  Function<AppliedBehavior, R> prepare(Q request, ByteSize payload);
}

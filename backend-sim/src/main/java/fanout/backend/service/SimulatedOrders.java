package fanout.backend.service;

import fanout.backend.latency.Constant;
import fanout.backend.latency.LatencyModel;
import fanout.backend.payload.Orders;
import fanout.backend.payload.Payloads;
import fanout.runtime.spec.ByteSize;
import fanout.runtime.spec.Spec;
import fanout.v1.AppliedBehavior;
import fanout.v1.BatchListOrdersRequest;
import fanout.v1.BatchListOrdersResponse;
import fanout.v1.ListOrdersRequest;
import fanout.v1.ListOrdersResponse;
import fanout.v1.Order;
import fanout.v1.OrderList;
import fanout.v1.OrderServiceGrpc;
import fanout.v1.StreamOrdersRequest;
import fanout.v1.StreamOrdersResponse;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Orders of users. A shard is a part of the list. */
@Spec.Name(value = "orders", doc = "orders of users")
public record SimulatedOrders() implements SimulatedService {
  private static final Payloads<Order> PAYLOADS = Orders.orders();

  @Override
  public LatencyModel usualLatency() {
    return new Constant(Duration.ofMillis(120));
  }

  @Override
  public ServerServiceDefinition bind(CallRunner runner) {
    return ServerServiceDefinition.builder(OrderServiceGrpc.getServiceDescriptor())
        .addMethod(OrderServiceGrpc.getListOrdersMethod(), runner.unary(SimulatedOrders::one))
        .addMethod(
            OrderServiceGrpc.getBatchListOrdersMethod(), runner.unary(SimulatedOrders::batch))
        .addMethod(
            OrderServiceGrpc.getStreamOrdersMethod(),
            runner.stream(StreamOrdersRequest::getSequence, SimulatedOrders::message))
        .build();
  }

  private static Function<AppliedBehavior, ListOrdersResponse> one(
      ListOrdersRequest request, ByteSize payload) {
    List<Order> orders = orders("", request, payload);
    return applied ->
        ListOrdersResponse.newBuilder().addAllOrders(orders).setApplied(applied).build();
  }

  private static Function<AppliedBehavior, BatchListOrdersResponse> batch(
      BatchListOrdersRequest batch, ByteSize payload) {
    BatchListOrdersResponse.Builder response = BatchListOrdersResponse.newBuilder();
    for (int i = 0; i < batch.getRequestsCount(); i++) {
      List<Order> orders = orders(Requests.element(i), batch.getRequests(i), payload);
      response.addLists(OrderList.newBuilder().addAllOrders(orders));
    }
    return applied -> response.setApplied(applied).build();
  }

  private static Function<AppliedBehavior, StreamOrdersResponse> message(
      StreamOrdersRequest message, ByteSize payload) {
    Function<AppliedBehavior, ListOrdersResponse> one = one(message.getRequest(), payload);
    return applied ->
        StreamOrdersResponse.newBuilder()
            .setSequence(message.getSequence())
            .setResponse(one.apply(applied))
            .build();
  }

  private static List<Order> orders(String where, ListOrdersRequest request, ByteSize payload) {
    Requests.check(where, request.getUserId(), request.getShard());
    return PAYLOADS.part(request.getUserId(), payload, request.getShard());
  }
}

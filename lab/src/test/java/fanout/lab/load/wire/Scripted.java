package fanout.lab.load.wire;

import fanout.v1.Dashboard;
import fanout.v1.DashboardServiceGrpc.DashboardServiceImplBase;
import fanout.v1.GetDashboardRequest;
import fanout.v1.GetDashboardResponse;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Does what the user's name of a request says, and keeps the headers of every call. */
final class Scripted extends DashboardServiceImplBase implements ServerInterceptor {
  /** Answers with as many bytes as follow. */
  static final String BYTES = "bytes-";

  /** Never answers. */
  static final String SILENT = "silent";

  /** Fails; the message follows. */
  static final String FAIL = "fail-";

  final Queue<Metadata> headers = new ConcurrentLinkedQueue<>();
  final Queue<Integer> requestSizes = new ConcurrentLinkedQueue<>();
  final BlockingQueue<StreamObserver<GetDashboardResponse>> held = new LinkedBlockingQueue<>();
  final BlockingQueue<Context> cancelled = new LinkedBlockingQueue<>();

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata metadata, ServerCallHandler<Q, R> next) {
    headers.add(metadata);
    return next.startCall(call, metadata);
  }

  @Override
  public void getDashboard(
      GetDashboardRequest request, StreamObserver<GetDashboardResponse> observer) {
    String user = request.getUserId();
    requestSizes.add(request.getSerializedSize());
    if (user.equals(SILENT)) {
      Context.current().addListener(cancelled::add, Runnable::run);
      held.add(observer);
    } else if (user.startsWith(FAIL)) {
      String message = user.substring(FAIL.length());
      observer.onError(Status.FAILED_PRECONDITION.withDescription(message).asRuntimeException());
    } else {
      int bytes = user.startsWith(BYTES) ? Integer.parseInt(user.substring(BYTES.length())) : 0;
      observer.onNext(
          GetDashboardResponse.newBuilder()
              .setDashboard(Dashboard.newBuilder().setRequestId("x".repeat(bytes)))
              .build());
      observer.onCompleted();
    }
  }
}

package fanout.runtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.QueryStringDecoder;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /healthz}, {@code /readyz} and {@code /metrics}, one request for each connection. */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that fails is gone either way
final class AdminPages extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(AdminPages.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Executor executor;
  private final Supplier<ServerHost.State> state;
  private final Supplier<String> metrics;

  AdminPages(Executor executor, Supplier<ServerHost.State> state, Supplier<String> metrics) {
    this.executor = executor;
    this.state = state;
    this.metrics = metrics;
  }

  private record Page(HttpResponseStatus status, String type, String body) {}

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    HttpMethod method = request.method();
    String path = request.decoderResult().isSuccess() ? path(request) : "";
    executor.execute(() -> send(context, page(method, path), method.equals(HttpMethod.HEAD)));
  }

  private static String path(FullHttpRequest request) {
    return new QueryStringDecoder(request.uri()).path();
  }

  private Page page(HttpMethod method, String path) {
    if (path.isEmpty()) {
      return new Page(HttpResponseStatus.BAD_REQUEST, TEXT, "not an HTTP/1.1 request\n");
    }
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      return new Page(HttpResponseStatus.METHOD_NOT_ALLOWED, TEXT, "GET and HEAD only\n");
    }
    return switch (path) {
      case "/healthz" -> new Page(HttpResponseStatus.OK, TEXT, "alive\n");
      case "/readyz" -> ready(state.get());
      case "/metrics" -> measured();
      default ->
          new Page(HttpResponseStatus.NOT_FOUND, TEXT, "there are /healthz, /readyz, /metrics\n");
    };
  }

  private static Page ready(ServerHost.State state) {
    HttpResponseStatus status =
        state == ServerHost.State.SERVING
            ? HttpResponseStatus.OK
            : HttpResponseStatus.SERVICE_UNAVAILABLE;
    return new Page(status, TEXT, state.label() + "\n");
  }

  private Page measured() {
    try {
      return new Page(HttpResponseStatus.OK, PROMETHEUS, metrics.get());
    } catch (RuntimeException e) {
      LOG.warn("metrics cannot be collected", e);
      return new Page(HttpResponseStatus.INTERNAL_SERVER_ERROR, TEXT, "see the log\n");
    }
  }

  private static void send(ChannelHandlerContext context, Page page, boolean headOnly) {
    byte[] body = page.body().getBytes(UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            page.status(),
            headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, page.type());
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (page.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("admin connection from {}", context.channel().remoteAddress(), cause);
    context.close();
  }
}

package fanout.runtime.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one plain-text port speak gRPC and HTTP/1.1. gRPC's HTTP/2 starts without an upgrade, by the
 * preface {@code PRI * HTTP/2.0} (RFC 9113, section 3.4), and no HTTP/1.1 method begins that way:
 * the first bytes decide.
 *
 * <p>It sits where grpc-java negotiates TLS, the place that its ALTS and xDS credentials use. That
 * interface is not part of gRPC's stable API; a public one that hands an accepted connection to a
 * server does not exist, and the way around it, a second hidden port behind a proxy, costs threads
 * and hides the peer.
 */
final class TwoProtocols implements InternalProtocolNegotiator.ProtocolNegotiator {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n".getBytes(US_ASCII);
  private static final long PATIENCE_SECONDS = 5;
  private static final int MAX_HTTP_BODY = 4 << 10;

  private final InternalProtocolNegotiator.ProtocolNegotiator grpc =
      InternalProtocolNegotiators.serverPlaintext();
  private final Supplier<ChannelHandler> pages;

  private TwoProtocols(Supplier<ChannelHandler> pages) {
    this.pages = pages;
  }

  /**
   * Credentials for a server whose HTTP/1.1 requests go elsewhere.
   *
   * @param pages makes the handler of full HTTP requests for a connection
   */
  static ServerCredentials credentials(Supplier<ChannelHandler> pages) {
    return InternalNettyServerCredentials.create(new TwoProtocols(pages));
  }

  @Override
  public AsciiString scheme() {
    return grpc.scheme();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler http2) {
    return new Fork(http2);
  }

  @Override
  public void close() {
    grpc.close();
  }

  private final class Fork extends ByteToMessageDecoder {
    private final GrpcHttp2ConnectionHandler http2;
    private final List<Object> heldBack = new ArrayList<>();
    private @Nullable Future<?> impatience;

    Fork(GrpcHttp2ConnectionHandler http2) {
      this.http2 = http2;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the close
    public void handlerAdded(ChannelHandlerContext context) {
      impatience =
          context.executor().schedule(() -> context.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** gRPC starts its negotiation by an event, which its own handler has to see later. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      heldBack.add(event);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      int length = Math.min(PREFACE.length, in.readableBytes());
      for (int i = 0; i < length; i++) {
        if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
          speakHttp1(context.pipeline());
          return;
        }
      }
      if (length == PREFACE.length) {
        speakGrpc(context.pipeline());
      }
    }

    private void speakGrpc(ChannelPipeline pipeline) {
      Objects.requireNonNull(impatience).cancel(false);
      pipeline.replace(this, null, grpc.newHandler(http2));
      heldBack.forEach(pipeline::fireUserEventTriggered);
    }

    /** The time limit stays: the connection serves one request. */
    private void speakHttp1(ChannelPipeline pipeline) {
      String here = pipeline.context(this).name();
      pipeline.addAfter(here, null, pages.get());
      pipeline.addAfter(here, null, new HttpObjectAggregator(MAX_HTTP_BODY));
      pipeline.addAfter(here, null, new HttpServerCodec());
      pipeline.remove(this);
    }
  }
}

package fanout.lab.load.wire;

import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import io.grpc.netty.shaded.io.netty.util.collection.IntObjectHashMap;
import io.grpc.netty.shaded.io.netty.util.collection.IntObjectMap;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its preface to its end, and the calls on it. Everything happens on its event
 * loop. Each call is told one end; that may begin the next call at once, on this stack.
 */
final class WireSession extends ByteToMessageDecoder {
  private final WireConnection owner;
  private final WireMethod method;
  private final DefaultHttp2FrameReader reader;
  private final Frames frames = new Frames();
  private final WireCalls calls = new WireCalls();
  private final IntObjectMap<WireCall> byStream = new IntObjectHashMap<>();

  /** For a stream, of which the server takes only so many at a time. */
  private final Queue<WireCall> waiting = new ArrayDeque<>();

  private @Nullable WireWriter writer;
  private @Nullable Future<?> deadlines;
  private int nextStream = 1;
  private boolean accepting;

  WireSession(WireConnection owner, WireMethod method) {
    this.owner = owner;
    this.method = method;
    this.reader =
        new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(false, method.maxHeaders()));
  }

  // Calls.

  /** Makes a call, or has it made elsewhere. */
  void begin(WireCall call) {
    if (!accepting || nextStream < 0) {
      call.goElsewhere();
      return;
    }
    call.session = this;
    calls.add(call);
    watchDeadlines();
    if (byStream.size() < writer().maxStreams()) {
      open(call);
    } else {
      waiting.add(call);
    }
  }

  private void open(WireCall call) {
    Http2Headers headers = method.headers(call.metadata(), call.timeoutToTell());
    if (!writer().takes(headers)) {
      calls.remove(call);
      call.goElsewhere();
      return;
    }
    call.stream = nextStream;
    nextStream += 2;
    byStream.put(call.stream, call);
    writer().request(call, headers);
  }

  /** The caller does not want it any more. */
  void cancel(WireCall call) {
    reset(call, Status.CANCELLED.withDescription("no longer awaited"));
  }

  private void reset(WireCall call, Status status) {
    if (call.stream != 0) {
      writer().reset(call.stream, Http2Error.CANCEL);
    }
    end(call, status);
  }

  private void end(WireCall call, Status status) {
    forget(call);
    call.end(status);
    refill();
  }

  /** No server has seen it. */
  private void goElsewhere(WireCall call) {
    forget(call);
    call.goElsewhere();
    refill();
  }

  private void forget(WireCall call) {
    calls.remove(call);
    if (call.stream == 0) {
      waiting.remove(call);
    } else {
      byStream.remove(call.stream);
      writer().forget(call);
    }
  }

  private void refill() {
    while (!waiting.isEmpty() && byStream.size() < writer().maxStreams()) {
      open(waiting.remove());
    }
    if (!accepting && byStream.isEmpty()) {
      writer().close();
    }
  }

  private void watchDeadlines() {
    WireCall first = calls.first();
    if (deadlines == null && first != null && first.hasDeadline()) {
      deadlines = writer().loop().schedule(this::expire, first.left(), TimeUnit.NANOSECONDS);
    }
  }

  /** Calls have the same time each: the first that was begun is the first whose time is over. */
  private void expire() {
    deadlines = null;
    for (WireCall call = calls.first();
        call != null && call.hasDeadline() && call.left() <= 0;
        call = calls.first()) {
      reset(call, Status.DEADLINE_EXCEEDED.withDescription("no answer before the deadline"));
    }
    watchDeadlines();
  }

  // The connection.

  private WireWriter writer() {
    if (writer == null) {
      throw new IllegalStateException("the connection does not stand yet");
    }
    return writer;
  }

  /** Ends the connection and its calls. */
  void close() {
    lose(Status.CANCELLED.withDescription("the generator is closed"));
    writer().close();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    writer = new WireWriter(ctx, method.maxHeaders());
    writer.preface();
    ctx.fireChannelActive();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Http2Exception {
    reader.readFrame(ctx, in, frames);
  }

  /** What the server has sent is not understood, or the connection is broken. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    writer().close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    lose(Status.UNAVAILABLE.withDescription("the connection was lost"));
    writer().close(); // what has not been handed over is released by being so
    owner.ended(this);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    reader.close();
  }

  /** What the server may have seen fails; what it has not is made elsewhere. */
  private void lose(Status status) {
    accepting = false;
    if (deadlines != null) {
      deadlines.cancel(false);
    }
    for (WireCall call = calls.first(); call != null; call = calls.first()) {
      calls.remove(call);
      if (call.stream == 0 && status.getCode() == Status.Code.UNAVAILABLE) {
        call.goElsewhere();
      } else {
        call.end(status);
      }
    }
    waiting.clear();
    byStream.clear();
  }

  /** What comes from the server. */
  private final class Frames extends Http2FrameAdapter {
    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean last) {
      int size = data.readableBytes() + padding;
      writer().credit(size);
      WireCall call = byStream.get(stream);
      if (call != null) {
        Status wrong = call.read(data, method.maxMessage());
        if (wrong != null) {
          reset(call, wrong);
        } else if (last) {
          end(call, Status.INTERNAL.withDescription("the reply ended without a status"));
        } else {
          writer().credit(call, size);
        }
      }
      return size;
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean last) {
      WireCall call = byStream.get(stream);
      if (call == null || WireStatus.isInformational(headers)) {
        return;
      }
      if (last && call.unsent() > 0) {
        reset(call, WireStatus.of(headers)); // nobody reads the rest
      } else if (last) {
        end(call, WireStatus.of(headers));
      } else if (!call.answers()) {
        reset(call, Status.INTERNAL.withDescription("headers where the end was due"));
      } else if (!WireStatus.isOk(headers)) {
        reset(call, WireStatus.of(headers));
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int stream,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean last) {
      onHeadersRead(ctx, stream, headers, padding, last);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int stream, long code) {
      WireCall call = byStream.get(stream);
      if (call == null) {
        return;
      }
      if (code == Http2Error.REFUSED_STREAM.code()) {
        goElsewhere(call);
      } else {
        end(call, WireStatus.ofReset(code));
      }
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int lastStream, long code, ByteBuf debug) {
      boolean first = accepting;
      accepting = false;
      for (WireCall call : calls.list()) {
        if (!call.isOver() && (call.stream == 0 || call.stream > lastStream)) {
          goElsewhere(call);
        }
      }
      if (first) {
        owner.ended(WireSession.this);
      }
      refill();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
        throws Http2Exception {
      writer().apply(settings, calls);
      if (!accepting && nextStream == 1) {
        accepting = true;
        owner.began(WireSession.this);
      }
      refill();
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) {
      writer().pong(data);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int stream, int increment) {
      writer().window(byStream.get(stream), stream, increment);
    }
  }
}

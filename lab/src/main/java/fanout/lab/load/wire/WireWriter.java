package fanout.lab.load.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2CodecUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameTypes;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What goes to the server, within the windows that it grants, and the windows that we grant.
 * Requests are put into one buffer, with as much of their messages as the server takes. Belongs to
 * an event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what cannot be written ends the connection
final class WireWriter {
  /** As much as gRPC grants: a reply that is long should not wait for us. */
  private static final int WINDOW = 1 << 20;

  private static final int CONNECTION_WINDOW = 1 << 24;

  /** A frame that every server takes. */
  private static final int LEAST_FRAME = 1 << 14;

  private static final int FRAME_HEADER = 9;
  private static final int USUAL_BUFFER = 1 << 12;
  private static final byte END_STREAM = 0x1;
  private static final byte END_HEADERS = 0x4;

  private final ChannelHandlerContext ctx;
  private final int maxHeaders;
  private final DefaultHttp2FrameWriter control = new DefaultHttp2FrameWriter();
  private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();

  /** Calls whose message waits for a window. */
  private final Queue<WireCall> blocked = new ArrayDeque<>();

  private long window = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
  private long streamWindow = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
  private int maxFrame = LEAST_FRAME;
  private int maxStreams = Integer.MAX_VALUE;
  private int taken;
  private boolean flushing;

  /** Requests that have not been handed to the connection. */
  private @Nullable ByteBuf requests;

  WireWriter(ChannelHandlerContext ctx, int maxHeaders) {
    this.ctx = ctx;
    this.maxHeaders = maxHeaders;
  }

  EventLoop loop() {
    return ctx.channel().eventLoop();
  }

  /** Streams that the server takes at a time. */
  int maxStreams() {
    return maxStreams;
  }

  void preface() {
    ctx.write(Http2CodecUtil.connectionPrefaceBuf());
    Http2Settings ours =
        new Http2Settings()
            .pushEnabled(false)
            .initialWindowSize(WINDOW)
            .maxHeaderListSize(maxHeaders);
    control.writeSettings(ctx, ours, ctx.newPromise());
    int more = CONNECTION_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    control.writeWindowUpdate(ctx, 0, more, ctx.newPromise());
    ctx.flush();
  }

  /** Whether headers fit a single frame, however little they are compressed. */
  boolean takes(Http2Headers headers) {
    long size = 0;
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      // RFC 7541, 4.1 counts 32 for an entry; the longest encoding needs less beside the texts.
      size += header.getKey().length() + header.getValue().length() + 32L;
    }
    return size <= LEAST_FRAME;
  }

  /** Sends the headers of a call, and of its message what the windows allow. */
  void request(WireCall call, Http2Headers headers) {
    call.window = streamWindow;
    ByteBuf frames = requests();
    int start = frames.writerIndex();
    frames.writeZero(FRAME_HEADER);
    try {
      encoder.encodeHeaders(call.stream, headers, frames);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e); // only for a table that is too large
    }
    frames.setMedium(start, frames.writerIndex() - start - FRAME_HEADER);
    frames.setByte(start + 3, Http2FrameTypes.HEADERS);
    frames.setByte(start + 4, END_HEADERS);
    frames.setInt(start + 5, call.stream);
    message(call);
  }

  private void message(WireCall call) {
    ByteBuf frames = requests();
    while (call.unsent() > 0) {
      int part = (int) Math.min(Math.min(window, call.window), Math.min(call.unsent(), maxFrame));
      if (part <= 0) {
        blocked.add(call);
        break;
      }
      boolean last = part == call.unsent();
      frames.writeMedium(part);
      frames.writeByte(Http2FrameTypes.DATA);
      frames.writeByte(last ? END_STREAM : 0);
      frames.writeInt(call.stream);
      call.take(frames, part);
      window -= part;
      call.window -= part;
    }
    flushSoon();
  }

  private ByteBuf requests() {
    if (requests == null) {
      requests = ctx.alloc().ioBuffer(USUAL_BUFFER);
    }
    return requests;
  }

  /** Hands them over; what is written next comes after them. */
  private void handOver() {
    if (requests != null) {
      ctx.write(requests, ctx.voidPromise());
      requests = null;
    }
  }

  /** Where one more frame is to be written. */
  private ChannelHandlerContext next() {
    handOver();
    flushSoon();
    return ctx;
  }

  /** Goes on with the messages that waited. */
  private void goOn() {
    for (int i = blocked.size(); i > 0 && window > 0; i--) {
      WireCall call = blocked.remove();
      message(call);
    }
  }

  /** A call is over, whatever of it has been sent. */
  void forget(WireCall call) {
    if (call.unsent() > 0) {
      blocked.remove(call);
    }
  }

  void reset(int stream, Http2Error why) {
    control.writeRstStream(next(), stream, why.code(), ctx.newPromise());
  }

  /** The server grants more: to the connection, or to a call, which may be over. */
  void window(@Nullable WireCall call, int stream, int increment) {
    if (stream == 0) {
      window += increment;
      goOn();
    } else if (call != null) {
      call.window += increment;
      if (call.unsent() > 0 && blocked.remove(call)) {
        message(call);
      }
    }
  }

  /** The server has said what it takes. */
  void apply(Http2Settings settings, WireCalls calls) throws Http2Exception {
    Integer initial = settings.initialWindowSize();
    if (initial != null) {
      for (WireCall call : calls.list()) {
        call.window += initial - streamWindow;
      }
      streamWindow = initial;
    }
    Long table = settings.headerTableSize();
    if (table != null) {
      encoder.maxHeaderTableSize(Math.min(table, Http2CodecUtil.DEFAULT_HEADER_TABLE_SIZE));
    }
    Integer frame = settings.maxFrameSize();
    if (frame != null) {
      maxFrame = Math.min(frame, WINDOW);
    }
    Long streams = settings.maxConcurrentStreams();
    if (streams != null) {
      maxStreams = (int) Math.min(streams, Integer.MAX_VALUE);
    }
    control.writeSettingsAck(next(), ctx.newPromise());
    goOn();
  }

  void pong(long data) {
    control.writePing(next(), true, data, ctx.newPromise());
  }

  /** So much has been read; grants it anew when it is half of what was granted. */
  void credit(int size) {
    taken += size;
    if (taken >= CONNECTION_WINDOW / 2) {
      control.writeWindowUpdate(next(), 0, taken, ctx.newPromise());
      taken = 0;
    }
  }

  /** The same for a stream that goes on. */
  void credit(WireCall call, int size) {
    call.taken += size;
    if (call.taken >= WINDOW / 2) {
      control.writeWindowUpdate(next(), call.stream, call.taken, ctx.newPromise());
      call.taken = 0;
    }
  }

  /**
   * After all that has come to this event loop by now: what is written meanwhile, by calls that end
   * on other connections too, leaves by one system call.
   */
  private void flushSoon() {
    if (!flushing) {
      flushing = true;
      loop().execute(this::flush);
    }
  }

  private void flush() {
    flushing = false;
    handOver();
    ctx.flush();
  }

  /** Ends the connection, with what has been handed over by now. */
  void close() {
    handOver();
    ctx.close();
  }
}

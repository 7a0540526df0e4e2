package fanout.lab.load.unary;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a server says of itself (gRPC server reflection). Asks by v1, and where the server does not
 * know that, by v1alpha, whose messages are the same on the wire. Every method throws {@link
 * StatusRuntimeException} if the server does not answer within five seconds.
 */
public final class ReflectedSchema implements Schema {
  private static final long LIMIT_SECONDS = 5;

  private static final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> V1 =
      ServerReflectionGrpc.getServerReflectionInfoMethod();

  private static final MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> V1ALPHA =
      V1.toBuilder()
          .setFullMethodName("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
          .setSchemaDescriptor(null)
          .build();

  private final Channel channel;

  /**
   * Asks over a channel that its owner closes.
   *
   * @param headers of every request, for a server that asks who is there
   */
  public ReflectedSchema(Channel channel, Metadata headers) {
    this.channel =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Override
  public Optional<ServiceDescriptor> service(String name) {
    DescriptorPool pool = new DescriptorPool(this::file);
    pool.add(files(ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build()));
    return pool.service(name);
  }

  @Override
  public List<String> services() {
    return ask(ServerReflectionRequest.newBuilder().setListServices("").build())
        .getListServicesResponse()
        .getServiceList()
        .stream()
        .map(ServiceResponse::getName)
        .sorted()
        .toList();
  }

  private Optional<FileDescriptorProto> file(String name) {
    return files(ServerReflectionRequest.newBuilder().setFileByFilename(name).build()).stream()
        .filter(file -> file.getName().equals(name))
        .findFirst();
  }

  private List<FileDescriptorProto> files(ServerReflectionRequest request) {
    ServerReflectionResponse response = ask(request);
    if (response.hasErrorResponse()) {
      int code = response.getErrorResponse().getErrorCode();
      if (code == Status.Code.NOT_FOUND.value()) {
        return List.of();
      }
      throw Status.fromCodeValue(code)
          .withDescription(response.getErrorResponse().getErrorMessage())
          .asRuntimeException();
    }
    List<FileDescriptorProto> files = new ArrayList<>();
    for (ByteString file : response.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      try {
        files.add(FileDescriptorProto.parseFrom(file));
      } catch (InvalidProtocolBufferException e) {
        throw Status.INTERNAL
            .withDescription("the server's reflection sent a description that cannot be read")
            .withCause(e)
            .asRuntimeException();
      }
    }
    return files;
  }

  private ServerReflectionResponse ask(ServerReflectionRequest request) {
    try {
      return ask(V1, request);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        throw e;
      }
      return ask(V1ALPHA, request);
    }
  }

  /** A stream of one question and one answer. */
  private ServerReflectionResponse ask(
      MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> method,
      ServerReflectionRequest request) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
    Iterator<ServerReflectionResponse> answers =
        ClientCalls.blockingServerStreamingCall(channel, method, options, request);
    ServerReflectionResponse answer = answers.next();
    while (answers.hasNext()) {
      answers.next();
    }
    return answer;
  }
}

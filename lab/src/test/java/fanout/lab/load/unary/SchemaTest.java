package fanout.lab.load.unary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import fanout.runtime.spec.SpecException;
import fanout.v1.DashboardProto;
import fanout.v1.DashboardServiceGrpc.DashboardServiceImplBase;
import fanout.v1.GetDashboardRequest;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
  private static final String DASHBOARDS = "fanout.v1.DashboardService";

  @TempDir private Path folder;

  private static final class Dashboards extends DashboardServiceImplBase {}

  @Test
  void aServerTellsItsMethodsByReflection() {
    try (LoopbackServer server =
        new LoopbackServer(new Dashboards(), ProtoReflectionServiceV1.newInstance())) {
      isDescribed(new ReflectedSchema(server.channel(), new Metadata()));
    }
  }

  @Test
  void aServerThatOnlyKnowsTheOlderReflectionTellsThemToo() {
    try (LoopbackServer server = new LoopbackServer(new Dashboards(), older())) {
      isDescribed(new ReflectedSchema(server.channel(), new Metadata()));
    }
  }

  @Test
  void aServerWithoutReflectionIsToldApartFromAnUnknownService() {
    try (LoopbackServer server = new LoopbackServer(new Dashboards())) {
      Schema schema = new ReflectedSchema(server.channel(), new Metadata());
      assertThatThrownBy(() -> schema.unary(DASHBOARDS + "/GetDashboard"))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }
  }

  @Test
  void aDescriptorSetDescribesAServerWithoutReflection() throws IOException {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    addAll(DashboardProto.getDescriptor(), set);
    Path file = folder.resolve("all.binpb");
    Files.write(file, set.build().toByteArray());
    isDescribed(ProtosetSchema.read(file));
  }

  @Test
  void aDescriptorSetWithoutItsImportsSaysWhichOneIsMissing() throws IOException {
    Path file = folder.resolve("one.binpb");
    FileDescriptorSet one =
        FileDescriptorSet.newBuilder().addFile(DashboardProto.getDescriptor().toProto()).build();
    Files.write(file, one.toByteArray());
    assertThatThrownBy(() -> ProtosetSchema.read(file).unary(DASHBOARDS + "/GetDashboard"))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("fanout/v1/notification.proto", "missing");
  }

  @Test
  void aFileThatIsNoDescriptorSetIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("x.proto"), "syntax = \"proto3\";");
    assertThatThrownBy(() -> ProtosetSchema.read(file))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("--protoset", "x.proto", "descriptor_set_out");
    assertThatThrownBy(() -> ProtosetSchema.read(folder.resolve("none")))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("none", "can be read");
  }

  private static void isDescribed(Schema schema) {
    assertThat(schema.unary(DASHBOARDS + "/GetDashboard").getInputType().getFullName())
        .isEqualTo(GetDashboardRequest.getDescriptor().getFullName());
    assertThat(schema.unary(DASHBOARDS + ".GetDashboard").getName()).isEqualTo("GetDashboard");
    assertThatThrownBy(() -> schema.unary(DASHBOARDS + "/GetDashbord"))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("--call", "GetDashbord", "GetDashboard");
    assertThatThrownBy(() -> schema.unary(DASHBOARDS + "/WatchDashboard"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("WatchDashboard streams");
    assertThatThrownBy(() -> schema.unary("fanout.v2.DashboardService/GetDashboard"))
        .isInstanceOf(SpecException.class)
        .hasMessageContainingAll("fanout.v2", "a method of", DASHBOARDS);
    assertThatThrownBy(() -> schema.unary("GetDashboard"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("package.Service/Method");
  }

  private static void addAll(FileDescriptor file, FileDescriptorSet.Builder set) {
    file.getDependencies().forEach(imported -> addAll(imported, set));
    set.addFile(file.toProto());
  }

  @SuppressWarnings("deprecation") // the older protocol is what is tested
  private static BindableService older() {
    return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
  }
}

package fanout.lab.load.unary;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import fanout.runtime.spec.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A descriptor set, as {@code protoc --descriptor_set_out=FILE --include_imports} and {@code buf
 * build -o FILE} write it: for servers without reflection.
 */
public final class ProtosetSchema implements Schema {
  private final FileDescriptorSet files;

  private ProtosetSchema(FileDescriptorSet files) {
    this.files = files;
  }

  /**
   * Reads a file.
   *
   * @throws SpecException if there is none, or it is no descriptor set
   */
  public static ProtosetSchema read(Path file) {
    String allowed = "a descriptor set, as protoc --descriptor_set_out --include_imports writes it";
    try {
      FileDescriptorSet files = FileDescriptorSet.parseFrom(Files.readAllBytes(file));
      SpecException.require(files.getFileCount() > 0, "--protoset", file, allowed);
      return new ProtosetSchema(files);
    } catch (InvalidProtocolBufferException e) {
      throw new SpecException("--protoset", file, allowed, e);
    } catch (IOException e) {
      throw new SpecException("--protoset", file, "a file that can be read", e);
    }
  }

  @Override
  public Optional<ServiceDescriptor> service(String name) {
    DescriptorPool pool = new DescriptorPool(imported -> Optional.empty());
    pool.add(files.getFileList());
    return pool.service(name);
  }

  @Override
  public List<String> services() {
    return files.getFileList().stream().flatMap(file -> names(file).stream()).sorted().toList();
  }

  private static List<String> names(FileDescriptorProto file) {
    String inPackage = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
    return file.getServiceList().stream().map(service -> inPackage + service.getName()).toList();
  }
}

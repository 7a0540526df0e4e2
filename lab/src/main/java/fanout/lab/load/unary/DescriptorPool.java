package fanout.lab.load.unary;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import fanout.runtime.spec.SpecException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Links the descriptions of .proto files to one another. Not thread-safe. */
final class DescriptorPool {
  private final Map<String, FileDescriptorProto> known = new HashMap<>();
  private final Map<String, FileDescriptor> linked = new HashMap<>();
  private final Set<String> underWay = new HashSet<>();
  private final Function<String, Optional<FileDescriptorProto>> missing;

  /**
   * A pool.
   *
   * @param missing finds a file that another imports and that is not here yet
   */
  DescriptorPool(Function<String, Optional<FileDescriptorProto>> missing) {
    this.missing = missing;
  }

  void add(Collection<FileDescriptorProto> files) {
    files.forEach(file -> known.putIfAbsent(file.getName(), file));
  }

  /**
   * A service of one of the files.
   *
   * @throws SpecException if its files do not fit together
   */
  Optional<ServiceDescriptor> service(String fullName) {
    for (FileDescriptorProto file : List.copyOf(known.values())) {
      String inPackage = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
      boolean here =
          file.getServiceList().stream()
              .anyMatch(service -> fullName.equals(inPackage + service.getName()));
      if (here) {
        String name = fullName.substring(inPackage.length());
        return Optional.ofNullable(link(file.getName()).findServiceByName(name));
      }
    }
    return Optional.empty();
  }

  private FileDescriptor link(String name) {
    FileDescriptor done = linked.get(name);
    if (done != null) {
      return done;
    }
    FileDescriptorProto file =
        Optional.ofNullable(known.get(name))
            .or(() -> missing.apply(name))
            .orElseThrow(
                () -> new SpecException("descriptors: the imported " + name + " is missing"));
    if (!underWay.add(name)) {
      throw new SpecException("descriptors: " + name + " imports itself");
    }
    List<FileDescriptor> imports = new ArrayList<>();
    file.getDependencyList().forEach(imported -> imports.add(link(imported)));
    try {
      FileDescriptor built = FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
      linked.put(name, built);
      return built;
    } catch (DescriptorValidationException e) {
      throw new SpecException("descriptors: %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}

package fanout.lab.testbed;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image as {@code docker save} writes it: a manifest, a configuration, and the layers as tars.
 *
 * @param files of the tar, by name
 */
record ImageTar(Map<String, byte[]> files) {
  /** The image that this build has made of a module, on an empty base. */
  static ImageTar ofModule(String module) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    Path tar = Path.of("..", module, "target", "jib-image.tar");
    try (TarArchiveInputStream entries = new TarArchiveInputStream(Files.newInputStream(tar))) {
      for (TarArchiveEntry e = entries.getNextEntry(); e != null; e = entries.getNextEntry()) {
        files.put(e.getName(), entries.readAllBytes());
      }
    }
    return new ImageTar(files);
  }

  private byte[] file(String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  private JsonElement json(String name) {
    return JsonParser.parseString(new String(file(name), StandardCharsets.UTF_8));
  }

  private JsonObject manifest() {
    return json("manifest.json").getAsJsonArray().get(0).getAsJsonObject();
  }

  private JsonObject configuration() {
    return json(manifest().get("Config").getAsString()).getAsJsonObject();
  }

  /** The moment that the image gives for its making. */
  String created() {
    return configuration().get("created").getAsString();
  }

  /** The user and group that a container of it runs as. */
  String user() {
    return configuration().getAsJsonObject("config").get("User").getAsString();
  }

  /** What a container of it starts; no shell reads it. */
  List<String> entryPoint() {
    return texts(configuration().getAsJsonObject("config").getAsJsonArray("Entrypoint"));
  }

  /** Repository and tag. */
  List<String> names() {
    return texts(manifest().getAsJsonArray("RepoTags"));
  }

  /**
   * Writes the files of all layers, with their times, below a directory that stands for the root.
   */
  void unpack(Path root) throws IOException {
    for (String layer : texts(manifest().getAsJsonArray("Layers"))) {
      unpack(new GZIPInputStream(new ByteArrayInputStream(file(layer))), root);
    }
  }

  private static void unpack(InputStream layer, Path root) throws IOException {
    try (TarArchiveInputStream entries = new TarArchiveInputStream(layer)) {
      for (TarArchiveEntry e = entries.getNextEntry(); e != null; e = entries.getNextEntry()) {
        Path path = root.resolve(e.getName()).normalize();
        if (!path.startsWith(root)) {
          throw new IOException(e.getName() + " leaves the image");
        }
        if (e.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(Objects.requireNonNull(path.getParent()));
          Files.write(path, entries.readAllBytes());
          Files.setLastModifiedTime(path, FileTime.from(e.getLastModifiedDate().toInstant()));
        }
      }
    }
  }

  private static List<String> texts(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsString).toList();
  }
}

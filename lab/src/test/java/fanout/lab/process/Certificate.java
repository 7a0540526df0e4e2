package fanout.lab.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * A certificate for loopback that signs itself, made for one run by the JDK's keytool.
 *
 * @param chain path of its PEM file
 * @param key path of its private key's PEM file
 */
public record Certificate(String chain, String key) {
  private static final String PASSWORD = "only-for-this-test";

  /** Makes one under a name of its own. */
  public static Certificate make(Path directory, String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    String arguments =
        ("-genkeypair -alias %1$s -dname CN=%1$s -keyalg EC -groupname secp256r1 -validity 2"
                + " -ext san=ip:127.0.0.1 -ext bc=ca:true -storetype PKCS12"
                + " -storepass %2$s -keystore")
            .formatted(name, PASSWORD);
    Process keytool =
        new ProcessBuilder(
                Stream.of(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool").toString()),
                        Stream.of(arguments.split(" ")),
                        Stream.of(store.toString()))
                    .flatMap(part -> part)
                    .toList())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool failed: " + output);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new Certificate(
        pem(
            directory.resolve(name + ".pem"),
            "CERTIFICATE",
            keys.getCertificate(name).getEncoded()),
        pem(
            directory.resolve(name + ".key"),
            "PRIVATE KEY",
            keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
  }

  private static String pem(Path file, String type, byte[] content) throws Exception {
    String body = Base64.getMimeEncoder().encodeToString(content);
    String text = "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, body, type);
    return Files.writeString(file, text).toString();
  }
}

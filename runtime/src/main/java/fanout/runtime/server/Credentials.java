package fanout.runtime.server;

import fanout.runtime.spec.SpecException;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Files of certificates and keys → gRPC's credentials. */
final class Credentials {
  private Credentials() {}

  /** Loads what {@link TlsSettings} name; a file that cannot be read is a {@link SpecException}. */
  static ServerCredentials server(TlsSettings tls) {
    if (!tls.on()) {
      return InsecureServerCredentials.create();
    }
    TlsServerCredentials.Builder builder = TlsServerCredentials.newBuilder();
    try {
      builder.keyManager(
          file("tls-certificate", tls.certificate()), file("tls-private-key", tls.privateKey()));
      if (tls.clientCa().isPresent()) {
        builder
            .trustManager(file("tls-client-ca", tls.clientCa()))
            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
      }
    } catch (IOException e) {
      throw new SpecException("tls: cannot be read: " + e.getMessage());
    }
    return builder.build();
  }

  /** Loads what {@link ClientTlsSettings} name. */
  static ChannelCredentials client(ClientTlsSettings tls) {
    if (!tls.on()) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    try {
      builder.trustManager(file("tls-ca", tls.ca()));
      if (tls.certificate().isPresent()) {
        builder.keyManager(
            file("tls-certificate", tls.certificate()), file("tls-private-key", tls.privateKey()));
      }
    } catch (IOException e) {
      throw new SpecException("tls: cannot be read: " + e.getMessage());
    }
    return builder.build();
  }

  private static File file(String field, Optional<Path> path) {
    File file = path.orElseThrow().toFile();
    SpecException.require(
        file.isFile() && file.canRead(), field, file, "a PEM file that can be read");
    return file;
  }
}

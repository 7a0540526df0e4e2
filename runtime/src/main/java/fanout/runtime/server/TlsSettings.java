package fanout.runtime.server;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Transport security of the data port. Certificate and key together switch TLS on; the client
 * authorities as well make it mutual.
 *
 * @param certificate the server's certificate chain, PEM
 * @param privateKey its private key, PKCS#8 in PEM, not encrypted
 * @param clientCa authorities that may sign a client's certificate, PEM; a client without a
 *     certificate is then refused
 */
public record TlsSettings(
    @Spec.Doc("certificate chain of the data port, PEM; switches TLS on")
        Optional<Path> certificate,
    @Spec.Doc("private key of the certificate, PKCS#8 PEM") Optional<Path> privateKey,
    @Spec.Doc("authorities that sign clients' certificates, PEM; makes TLS mutual")
        Optional<Path> clientCa) {
  /** Plain text. */
  public static final TlsSettings OFF =
      new TlsSettings(Optional.empty(), Optional.empty(), Optional.empty());

  public TlsSettings {
    if (certificate.isPresent() != privateKey.isPresent()) {
      String missing = certificate.isPresent() ? "privateKey" : "certificate";
      throw new SpecException(missing, "none", "certificate and private key, both or neither");
    }
    SpecException.require(
        clientCa.isEmpty() || certificate.isPresent(),
        "certificate",
        "none",
        "a file, as there is a client authority");
  }

  /** Whether the port speaks TLS. */
  public boolean on() {
    return certificate.isPresent();
  }
}

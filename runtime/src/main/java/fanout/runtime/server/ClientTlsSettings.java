package fanout.runtime.server;

import fanout.runtime.spec.Spec;
import fanout.runtime.spec.SpecException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Transport security towards the servers that a process calls.
 *
 * @param ca authorities that may sign a server's certificate, PEM; switches TLS on
 * @param certificate the certificate chain shown to a server that asks for one, PEM
 * @param privateKey its private key, PKCS#8 in PEM, not encrypted
 */
public record ClientTlsSettings(
    @Spec.Doc("authorities that sign the servers' certificates, PEM; switches TLS on")
        Optional<Path> ca,
    @Spec.Doc("certificate chain shown to servers that ask for one, PEM")
        Optional<Path> certificate,
    @Spec.Doc("private key of that certificate, PKCS#8 PEM") Optional<Path> privateKey) {
  /** Plain text. */
  public static final ClientTlsSettings OFF =
      new ClientTlsSettings(Optional.empty(), Optional.empty(), Optional.empty());

  public ClientTlsSettings {
    if (certificate.isPresent() != privateKey.isPresent()) {
      String missing = certificate.isPresent() ? "privateKey" : "certificate";
      throw new SpecException(missing, "none", "certificate and private key, both or neither");
    }
    SpecException.require(
        certificate.isEmpty() || ca.isPresent(), "ca", "none", "a file, as there is a certificate");
  }

  /** Whether calls go over TLS. */
  public boolean on() {
    return ca.isPresent();
  }
}

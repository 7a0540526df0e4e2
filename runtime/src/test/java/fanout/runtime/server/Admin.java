package fanout.runtime.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What a probe or a scraper sees of a host. */
final class Admin {
  private Admin() {}

  static HttpResponse<String> get(ServerHost host, String path) {
    return get(host.adminAddress(), path);
  }

  static HttpResponse<String> get(InetSocketAddress address, String path) {
    return send(address, HttpRequest.newBuilder().GET(), path);
  }

  static HttpResponse<String> send(
      InetSocketAddress address, HttpRequest.Builder request, String path) {
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

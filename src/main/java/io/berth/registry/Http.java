package io.berth.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * Sends single requests: no redirect is followed, certificates count as configured, and no answer
 * may come too slowly. The caller closes the body.
 */
final class Http implements AutoCloseable {

  private final StallGuard guard;
  private final HttpClient client;

  Http(RegistryOptions options) {
    this.guard = new StallGuard(options.idle());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.connect())
            .sslContext(RegistryTrust.context(options))
            .build();
  }

  HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, guard.bodies());
  }

  @Override
  public void close() {
    guard.close();
    client.shutdownNow();
  }
}

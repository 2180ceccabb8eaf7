package io.berth.registry;

import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Finds out whether a registry is spoken to by HTTPS or, where that is allowed, by HTTP. */
final class EndpointProbe {

  private final Http http;
  private final RegistryOptions options;

  EndpointProbe(Http http, RegistryOptions options) {
    this.http = http;
    this.options = options;
  }

  Endpoint find(String domain) throws InterruptedException {
    Endpoint secure;
    try {
      secure = Endpoint.of("https", domain);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("invalid reference format", e);
    }
    String host = secure.base().getHost();
    if (host == null) {
      throw new InvalidRequest("invalid reference format");
    }
    boolean loopback = Reach.isLoopbackName(host);
    if (!loopback && !options.insecure().contains(domain) && !options.insecure().contains(host)) {
      return secure;
    }
    Endpoint plain = Endpoint.of("http", domain);
    Endpoint first = loopback ? plain : secure;
    Endpoint second = loopback ? secure : plain;
    try {
      if (answers(first)) {
        return first;
      }
    } catch (IOException e) {
      return otherwise(second, failed(first, e));
    }
    return otherwise(second, null);
  }

  private Endpoint otherwise(Endpoint second, @Nullable Unavailable failure)
      throws InterruptedException {
    try {
      if (answers(second) || failure == null) {
        return second;
      }
      throw failure;
    } catch (IOException e) {
      if (failure == null) {
        throw failed(second, e);
      }
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private static Unavailable failed(Endpoint endpoint, IOException e) {
    return new Unavailable(
        "Get \"%s\": %s".formatted(endpoint.base(), Transport.reason(endpoint.base(), e)), e);
  }

  /** An HTTPS server answers 400 to plain HTTP. */
  private boolean answers(Endpoint endpoint) throws IOException, InterruptedException {
    HttpRequest ping = HttpRequest.newBuilder(endpoint.base()).timeout(options.idle()).build();
    HttpResponse<InputStream> answer = http.send(ping);
    answer.body().close();
    return endpoint.secure() || answer.statusCode() != 400;
  }
}

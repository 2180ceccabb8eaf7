package io.berth.registry;

import io.berth.failure.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sends requests: with the right credentials, following safe redirects, patient with servers. */
final class Transport {

  private static final int MAX_REDIRECTS = 5;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Bytes a second. */
  private static final int SLOWEST_UPLOAD = 64 * 1024;

  private final Http http;
  private final RegistryOptions options;
  private final Endpoint endpoint;
  private final Authenticator authenticator;
  private final Destinations destinations;

  Transport(Http http, RegistryOptions options, Endpoint endpoint, Authenticator authenticator) {
    this.http = http;
    this.options = options;
    this.endpoint = endpoint;
    this.authenticator = authenticator;
    this.destinations = new Destinations(endpoint);
  }

  HttpResponse<InputStream> get(URI uri, Map<String, String> headers) throws InterruptedException {
    return send(Call.get(uri, headers));
  }

  /** Tries again while the server is busy or broken. The caller closes the body. */
  HttpResponse<InputStream> send(Call call) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<InputStream> answer = once(call);
        Duration asked = RetryAfter.of(answer);
        if (!isPassing(answer.statusCode())
            || attempt >= options.attempts()
            || asked.compareTo(LONGEST_PAUSE) > 0) {
          return answer;
        }
        answer.body().close();
        pause(attempt, asked);
      } catch (ConnectException | UnresolvedAddressException e) {
        throw new Unavailable(call.failed(reason(call.uri(), e)), e);
      } catch (IOException e) {
        if (attempt >= options.attempts()) {
          throw new Unavailable(call.failed(reason(call.uri(), e)), e);
        }
        pause(attempt, Duration.ZERO);
      }
    }
  }

  /** One request with its redirects and at most two challenges; no second try. */
  HttpResponse<InputStream> once(Call call) throws IOException, InterruptedException {
    URI target = call.uri();
    int challenges = 0;
    for (int hops = 0; hops <= MAX_REDIRECTS; ) {
      String authorization =
          Destinations.sameOrigin(target, endpoint.base()) ? authenticator.header() : null;
      HttpResponse<InputStream> answer = send(call.to(target), authorization);
      int status = answer.statusCode();
      if (status == 401 && Destinations.sameOrigin(target, endpoint.base()) && challenges++ < 2) {
        answer.body().close();
        if (authenticator.challenged(
            target, authorization, answer.headers().allValues("WWW-Authenticate"))) {
          continue;
        }
        throw new Unavailable("unauthorized: authentication required");
      }
      if (!isRedirect(status)) {
        return answer;
      }
      answer.body().close();
      target = next(target, answer.headers().firstValue("Location").orElse(""));
      hops++;
    }
    throw new Unavailable(call.failed("stopped after %d redirects".formatted(MAX_REDIRECTS)));
  }

  /** Sleeps before another attempt: doubling, with jitter, or as long as the server asked. */
  void pause(int attempt, Duration asked) throws InterruptedException {
    long millis = options.backoff().toMillis() << Math.min(attempt - 1, 10);
    millis += ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    Thread.sleep(Math.min(Math.max(millis, asked.toMillis()), LONGEST_PAUSE.toMillis()));
  }

  /** A network failure in words, as Go's clients say it. */
  static String reason(URI uri, Throwable e) {
    return switch (e) {
      case HttpTimeoutException _ -> "timed out while waiting for an answer";
      case ConnectException c when c.getCause() instanceof UnresolvedAddressException ->
          noSuchHost(uri);
      case UnknownHostException _ -> noSuchHost(uri);
      case SSLException tls when isAboutCertificate(tls) -> unknown(uri);
      case UnresolvedAddressException _ -> noSuchHost(uri);
      case ConnectException _ -> "dial tcp " + uri.getAuthority() + ": connect: connection refused";
      default -> words(e);
    };
  }

  private static String words(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    boolean closed = message.contains("received no bytes") || message.contains("EOF reached");
    return closed ? "unexpected EOF" : message;
  }

  private static boolean isAboutCertificate(SSLException e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
        .anyMatch(CertificateException.class::isInstance);
  }

  private static String unknown(URI uri) {
    return ("tls: failed to verify certificate: nobody trusted vouches for %s; put the certificate"
            + " of who does into berth.registry.certificates, as %s/ca.crt")
        .formatted(uri.getHost(), uri.getAuthority());
  }

  private static String noSuchHost(URI uri) {
    return "dial tcp: lookup " + uri.getHost() + ": no such host";
  }

  private HttpResponse<InputStream> send(Call call, @Nullable String authorization)
      throws IOException, InterruptedException {
    Duration sending = Duration.ofSeconds(call.size() / SLOWEST_UPLOAD);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri())
            .timeout(options.idle().plus(sending))
            .method(call.method(), call.body());
    request.header("User-Agent", "berth");
    call.headers().forEach(request::header);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build());
  }

  private URI next(URI from, String location) {
    return next("redirect", from, location);
  }

  /** Where an answer's {@code Location} leads, if a registry may lead there. */
  URI next(String what, URI from, String location) {
    try {
      return destinations.check(what, from.resolve(location));
    } catch (IllegalArgumentException e) {
      throw new Unavailable("\"%s\": %s to no address".formatted(from, what), e);
    }
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  static boolean isPassing(int status) {
    return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
  }
}

package io.berth.alert;

import io.berth.failure.InvalidRequest;
import io.berth.settings.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLException;
import org.springframework.stereotype.Component;

/** Posts to webhooks. Redirects are not followed, and answers are not read. */
@Component
class WebhookSender {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final String MAC = "HmacSHA256";
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  private final Settings settings;

  WebhookSender(Settings settings) {
    this.settings = settings;
  }

  /** Made when it is first needed: that takes a while. */
  private static final class Client {
    static final HttpClient HTTP =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
  }

  /**
   * @param secret empty when the body is not signed
   */
  Outcome send(String address, String secret, String id, String event, String body) {
    try {
      URI uri = WebhookAddress.parsed(address);
      WebhookAddress.requireAllowed(uri, settings.isOn(AlertBeans.LOCAL_WEBHOOKS));
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .timeout(ANSWER)
              .header("Content-Type", "application/json")
              .header("User-Agent", "berth")
              .header("X-Berth-Event", event)
              .header("X-Berth-Delivery", id)
              .POST(HttpRequest.BodyPublishers.ofString(body));
      if (!secret.isEmpty()) {
        request.header("X-Berth-Signature", "sha256=" + signature(secret, body));
      }
      var answer = Client.HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      return judged(answer.statusCode());
    } catch (InvalidRequest e) {
      return new Outcome.Failed(e.getMessage(), false);
    } catch (IOException | UnresolvedAddressException e) {
      return new Outcome.Failed(words(e), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("the engine was stopping", true);
    }
  }

  private static Outcome judged(int status) {
    if (status >= 200 && status < 300) {
      return new Outcome.Sent("the receiver answered " + status);
    }
    if (status >= 300 && status < 400) {
      return new Outcome.Failed(
          "the receiver answered %d, but redirects are not followed: give the address it moved to"
              .formatted(status),
          false);
    }
    return new Outcome.Failed(
        "the receiver answered " + status, status >= 500 || PASSING.contains(status));
  }

  static String signature(String secret, String body) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String words(Exception e) {
    return switch (e) {
      case UnknownHostException _ -> "no such host";
      case UnresolvedAddressException _ -> "no such host";
      case ConnectException c when c.getCause() instanceof UnresolvedAddressException ->
          "no such host";
      case HttpTimeoutException _ -> "no answer in time";
      case ConnectException _ -> "nothing listens there: the connection was refused";
      case SSLException s -> "no secure connection: " + s.getMessage();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}

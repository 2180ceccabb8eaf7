package io.berth.testing;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A person's browser, as far as the dashboard's WebSockets can tell. */
public final class DashboardClient {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  private final CookieManager cookies = new CookieManager();
  private final HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).build();
  private final String base;
  private String csrf;

  private DashboardClient(String base) {
    this.base = base;
  }

  /** A record of a log, as the dashboard gets it. */
  public record LogRecord(int stream, long nanos, String text) {}

  public static DashboardClient login(String base, String user, String password)
      throws IOException, InterruptedException {
    var client = new DashboardClient(base);
    var page = client.send(HttpRequest.newBuilder(URI.create(base + "/login")).build());
    var csrf = CSRF.matcher(page.body());
    if (!csrf.find()) {
      throw new AssertionError("no form: " + page.body());
    }
    String form =
        "username=%s&password=%s&_csrf=%s"
            .formatted(user, password, URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8));
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create(base + "/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    if (!answer.headers().firstValue("Location").orElse("").contains("/dashboard")) {
      throw new AssertionError("no login: " + answer);
    }
    return client;
  }

  /** Somebody who has not logged in. */
  public static DashboardClient stranger(String base) {
    return new DashboardClient(base);
  }

  public HttpResponse<String> page(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(base + path)).build());
  }

  /**
   * Sends a form as the browser would.
   *
   * @param fields name and value in turn
   */
  public HttpResponse<String> submit(String path, String... fields)
      throws IOException, InterruptedException {
    return submitFrom("/dashboard/account", path, fields);
  }

  /** Sends a form with the token that another page shows. */
  public HttpResponse<String> submitFrom(String page, String path, String... fields)
      throws IOException, InterruptedException {
    var csrf = CSRF.matcher(page(page).body());
    if (!csrf.find()) {
      throw new AssertionError("no form");
    }
    var form = new StringBuilder("_csrf=").append(encoded(csrf.group(1)));
    for (int i = 0; i < fields.length; i += 2) {
      form.append('&').append(fields[i]).append('=').append(encoded(fields[i + 1]));
    }
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString()))
            .build());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  /** The login stays: the next request begins another session. */
  public void forgetSession() {
    var store = cookies.getCookieStore();
    store.getCookies().stream()
        .filter(cookie -> cookie.getName().equals("BERTH_SESSION"))
        .toList()
        .forEach(cookie -> store.remove(URI.create(base), cookie));
  }

  /** What a page's own forms and links would send. */
  public HttpResponse<String> request(String method, String path)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Accept", "text/html")
            .header("Origin", base);
    if (!method.equals("GET")) {
      request.header("X-CSRF-TOKEN", csrf());
    }
    return send(request.build());
  }

  private String csrf() throws IOException, InterruptedException {
    if (csrf == null) {
      var page = request("GET", "/dashboard/account").body();
      var found = CSRF.matcher(page);
      if (!found.find()) {
        throw new AssertionError("no form: " + page);
      }
      csrf = found.group(1);
    }
    return csrf;
  }

  public Socket open(String path) {
    var socket = new Socket();
    socket.open =
        http.newWebSocketBuilder()
            .header("Origin", base)
            .buildAsync(URI.create(base.replaceFirst("http", "ws") + path), socket)
            .join();
    return socket;
  }

  /** One connection. */
  public static final class Socket implements WebSocket.Listener {

    private final StringBuilder screen = new StringBuilder();
    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private WebSocket open;
    private java.io.ByteArrayOutputStream part = new java.io.ByteArrayOutputStream();
    private int read;

    @Override
    public synchronized CompletionStage<?> onText(
        WebSocket socket, CharSequence text, boolean last) {
      screen.append(text);
      notifyAll();
      socket.request(1);
      return null;
    }

    @Override
    public synchronized CompletionStage<?> onBinary(
        WebSocket socket, ByteBuffer bytes, boolean last) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      part.writeBytes(copy);
      screen.append(new String(copy, StandardCharsets.UTF_8));
      if (last) {
        messages.add(part.toByteArray());
        part.reset();
      }
      notifyAll();
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      ended.countDown();
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      ended.countDown();
    }

    public Socket type(String keys) {
      open.sendBinary(ByteBuffer.wrap(keys.getBytes(StandardCharsets.UTF_8)), true).join();
      return this;
    }

    /** Says it as text, as the page does. */
    public void say(String message) {
      open.sendText(message, true).join();
    }

    public synchronized String screen() {
      return screen.toString();
    }

    /** Waits for this in what came since the last match, and gives its first group, if any. */
    public synchronized String expect(String regex) throws InterruptedException {
      var pattern = Pattern.compile(regex);
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        var found = pattern.matcher(screen);
        if (found.find(read)) {
          read = found.end();
          return found.group(found.groupCount());
        }
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("no /%s/ in:%n%s".formatted(regex, screen));
        }
        wait(left);
      }
    }

    /** All that came as bytes and was not taken as records. */
    public byte[] bytes() {
      var all = new java.io.ByteArrayOutputStream();
      messages.forEach(all::writeBytes);
      return all.toByteArray();
    }

    public LogRecord record() throws InterruptedException {
      byte[] message = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no record came");
      }
      var bytes = ByteBuffer.wrap(message);
      return new LogRecord(
          bytes.get(), bytes.getLong(), StandardCharsets.UTF_8.decode(bytes).toString());
    }

    /** As when the network is gone. */
    public void drop() {
      open.abort();
    }

    public void awaitEnd() throws InterruptedException {
      if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the connection goes on");
      }
    }
  }
}

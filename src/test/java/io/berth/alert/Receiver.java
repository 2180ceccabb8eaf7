package io.berth.alert;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A webhook's other end: a real server on loopback that keeps what it gets. */
final class Receiver implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final List<Got> all = new CopyOnWriteArrayList<>();
  private final Deque<Integer> answers = new ArrayDeque<>();

  record Got(String path, String body, @Nullable String signature, @Nullable String delivery) {
    JsonNode json() {
      return JSON.readTree(body);
    }

    String event() {
      return json().get("event").asString();
    }

    String text() {
      return json().get("text").asString();
    }
  }

  Receiver(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var headers = exchange.getRequestHeaders();
            all.add(
                new Got(
                    exchange.getRequestURI().getPath(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    headers.getFirst("X-Berth-Signature"),
                    headers.getFirst("X-Berth-Delivery")));
            int status = next();
            if (status == 302) {
              exchange.getResponseHeaders().set("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(status, -1);
          }
        });
    server.start();
  }

  private synchronized int next() {
    return answers.isEmpty() ? 204 : answers.removeFirst();
  }

  synchronized void answer(Integer... statuses) {
    answers.addAll(List.of(statuses));
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  List<Got> got(String path) {
    return all.stream().filter(one -> one.path().equals(path)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

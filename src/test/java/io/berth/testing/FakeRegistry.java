package io.berth.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.berth.oci.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A registry that does what no real one does on demand: it lies, stalls, cuts off, and counts what
 * it is asked.
 */
public final class FakeRegistry implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, HttpHandler> routes = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();

  private FakeRegistry(HttpServer server) {
    this.server = server;
  }

  public static FakeRegistry start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var registry = new FakeRegistry(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", registry::handle);
    server.start();
    registry.on("/v2/", exchange -> answer(exchange, 200, "application/json", "{}"));
    return registry;
  }

  public String address() {
    return "localhost:" + server.getAddress().getPort();
  }

  public String url(String path) {
    return "http://" + address() + path;
  }

  /** Answers a path from now on. */
  public FakeRegistry on(String path, HttpHandler handler) {
    routes.put(path, handler);
    return this;
  }

  /** Every request so far, such as {@code GET /v2/x/blobs/sha256:…}. */
  public List<String> requests() {
    return requests;
  }

  /** How often a path was asked for. */
  public long count(String path) {
    return requests.stream().filter(request -> request.endsWith(" " + path)).count();
  }

  /** What requests have brought as credentials. */
  public List<String> authorizations() {
    return authorizations;
  }

  /** Serves an image of layers, given as tars; returns its full name. */
  public String image(String repository, byte[]... layers) {
    List<String> blobs = new ArrayList<>();
    List<String> diffIds = new ArrayList<>();
    for (byte[] layer : layers) {
      byte[] packed = Tars.gzip(layer);
      blobs.add(layer(Digest.sha256(packed), packed.length));
      diffIds.add("\"" + Digest.sha256(layer) + "\"");
      on(blob(repository, Digest.sha256(packed)), ranged(packed));
    }
    return image(repository, blobs, diffIds);
  }

  /** Serves an image whose blobs are somebody else's to serve. */
  public String image(String repository, List<String> layers, List<String> diffIds) {
    byte[] config =
        """
        {"architecture":"amd64","os":"linux","config":{"Cmd":["/x"],"Labels":{"of":"%s"}},
        "rootfs":{"type":"layers","diff_ids":[%s]}}
        """
            .formatted(repository, String.join(",", diffIds))
            .getBytes(UTF_8);
    on(blob(repository, Digest.sha256(config)), ranged(config));
    return manifest(
        repository,
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
        "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
        "layers":[%s]}
        """
            .formatted(Digest.sha256(config), config.length, String.join(",", layers)));
  }

  /** Serves a manifest as the tag {@code 1}; returns the image's full name. */
  public String manifest(String repository, String json) {
    String type =
        json.contains("\"manifests\"")
            ? "application/vnd.oci.image.index.v1+json"
            : "application/vnd.oci.image.manifest.v1+json";
    HttpHandler handler = exchange -> answer(exchange, 200, type, json);
    on("/v2/" + repository + "/manifests/1", handler);
    on("/v2/" + repository + "/manifests/" + Digest.sha256(json.getBytes(UTF_8)), handler);
    return address() + "/" + repository + ":1";
  }

  public static String layer(Digest digest, long size) {
    return "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(digest, size);
  }

  public static String blob(String repository, Digest digest) {
    return "/v2/" + repository + "/blobs/" + digest;
  }

  /** Answers with bytes, from where a {@code Range} begins. */
  public static HttpHandler ranged(byte[] content) {
    return exchange -> {
      int from = from(exchange);
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      exchange.getResponseBody().write(content, from, content.length - from);
      exchange.close();
    };
  }

  /** Where the request's {@code Range} begins, or 0. */
  public static int from(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
  }

  public static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      authorizations.add(authorization);
    }
    HttpHandler route = routes.get(path);
    if (route == null) {
      answer(exchange, 404, "application/json", "{\"errors\":[{\"code\":\"BLOB_UNKNOWN\"}]}");
    } else {
      try {
        route.handle(exchange);
      } finally {
        exchange.close();
      }
    }
  }

  /** Requests by path, for messages. */
  public String told() {
    return requests.stream().collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package io.berth.networks;

import io.berth.testing.Docker;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** A container {@code site} that serves its files on a port of the host. */
record Site(Docker docker) {

  static final String IMAGE = "box:1";
  static final String PAGE = "served from a container\n";

  /**
   * @param more options such as {@code --network-alias}
   */
  static Site run(Docker docker, String network, String... more) {
    var options =
        Stream.of("run", "-d", "--name", "site", "--network", network, "-p", "127.0.0.1::8080");
    var command = Stream.of(IMAGE, "httpd", "-f", "-p", "8080", "-h", "/www");
    docker.ok(
        Stream.of(options, Stream.of(more), command)
            .flatMap(words -> words)
            .toArray(String[]::new));
    return new Site(docker);
  }

  /** Address and number on the host. */
  String port() {
    return docker.ok("port", "site", "8080/tcp");
  }

  static String get(String port) throws IOException {
    try (var in = URI.create("http://" + port + "/index.html").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.RawHttp;
import io.berth.testing.RawHttp.Answer;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire itself: what every request meets before a controller has its say. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WireIT {

  private static final int MEGABYTES = 300;

  private static RunningBerth berth;

  @BeforeAll
  static void start() {
    berth = RunningBerth.start("--spring.profiles.active=echo");
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  private static Answer request(String head) throws IOException {
    return RawHttp.request(berth.socket(), head, null);
  }

  @Test
  void theSocketIsForItsGroup() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(berth.socket())))
        .isEqualTo("rw-rw----");
  }

  @Test
  void pingIsDockers() throws IOException {
    Answer head = request("HEAD /_ping");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Api-Version")).isEqualTo("1.47");
    assertThat(head.header("Ostype")).isEqualTo("linux");
    assertThat(head.header("Docker-Experimental")).isEqualTo("false");
    assertThat(head.header("Cache-Control")).isEqualTo("no-cache, no-store, must-revalidate");
    assertThat(head.header("Content-Length")).isEqualTo("0");
    assertThat(head.header("Builder-Version")).isEqualTo("1");
    assertThat(request("GET /v1.44/_ping").body()).isEqualTo("OK");
  }

  @Test
  void theRealCommandNegotiates() {
    assertThat(berth.docker().ok("version", "--format", "{{.Server.APIVersion}}"))
        .isEqualTo("1.47");
    assertThat(berth.docker().ok("version", "--format", "{{.Client.APIVersion}}"))
        .isEqualTo("1.47");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /nosuch|404|page not found",
        "GET /v1.41/nosuch/thing|404|page not found",
        "PATCH /v1.41/version|404|page not found",
        "GET /v1.41/login|404|page not found",
        "GET /v1.41/api/tokens|404|page not found",
        "GET /v1.99/version|400|client version 1.99 is too new. Maximum supported API version is 1.47",
        "GET /v1.5/version|400|client version 1.5 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version",
        "GET /v1.41//version|400|malformed request path",
        "GET /v1.41/../version|400|malformed request path",
        "GET /version;x=1|400|malformed request path",
        "GET /version?a=%zz|400|malformed query: URLDecoder: Illegal hex characters in escape (%) pattern - not a hexadecimal digit: \"z\" = 122",
      })
  void refusalsAreJson(String head, int status, String message) throws IOException {
    Answer answer = request(head);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Api-Version")).isEqualTo("1.47");
    assertThat(answer.body())
        .isEqualTo("{\"message\":\"" + message.replace("\"", "\\\"") + "\"}\n");
  }

  @Test
  void jsonEndsWithANewline() throws IOException {
    assertThat(request("GET /version").body())
        .endsWith("}\n")
        .contains("\"MinAPIVersion\":\"1.24\"");
  }

  @Test
  void aFailureBeforeTheFirstLineIsAStatusAndAfterItALine() throws IOException {
    assertThat(request("POST /lines?fail=1").status()).isEqualTo(404);
    Answer answer = request("POST /lines?before=2&fail=True");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            """
            {"status":0}
            {"status":1}
            {"errorDetail":{"message":"manifest unknown"},"error":"manifest unknown"}
            """);
  }

  /** The docker command takes an answer that ends in good order for a success. */
  @Test
  void whatBreaksHalfWayDoesNotEndInGoodOrder() throws IOException {
    assertThat(untilTheEnd("/lines?before=1&break=1"))
        .contains("internal error")
        .doesNotEndWith("\r\n0\r\n\r\n");
    assertThat(untilTheEnd("/half")).contains("half of it").doesNotEndWith("\r\n0\r\n\r\n");
  }

  private static String untilTheEnd(String path) throws IOException {
    try (RawHttp http = new RawHttp(berth.socket())) {
      http.send(
          "POST "
              + path
              + " HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return new String(http.input().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void anUpgradeIsRawBothWaysAndSurvivesAHalfClose() throws Exception {
    try (RawHttp http = new RawHttp(berth.socket())) {
      http.send(
          "POST /v1.41/echo HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
              + "Content-Length: 0\r\n\r\n");
      Answer head = http.head();
      assertThat(head.status()).isEqualTo(101);
      assertThat(head.header("Content-Type")).isEqualTo("application/vnd.docker.raw-stream");
      assertThat(head.header("Upgrade")).isEqualTo("tcp");
      assertThat(head.header("Connection")).isEqualTo("Upgrade");
      assertThat(head.header("Api-Version")).isNull();
      assertThat(head.header("Transfer-Encoding")).isNull();
      sendAndCompare(http);
    }
  }

  @Test
  void withoutUpgradeItIsRawUntilTheEnd() throws Exception {
    try (RawHttp http = new RawHttp(berth.socket())) {
      http.send("POST /echo HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\nhello");
      Answer head = http.head();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Type")).isEqualTo("application/vnd.docker.raw-stream");
      assertThat(head.header("Content-Length")).isNull();
      assertThat(head.header("Transfer-Encoding")).isNull();
      http.endOutput();
      assertThat(new String(http.input().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("hello 5");
    }
  }

  private static void sendAndCompare(RawHttp http) throws Exception {
    byte[] megabyte = new byte[1 << 20];
    new java.util.Random(7).nextBytes(megabyte);
    Thread sender =
        Thread.ofPlatform()
            .start(() -> {
              try {
                OutputStream out = http.output();
                for (int i = 0; i < MEGABYTES; i++) {
                  out.write(megabyte);
                }
                http.endOutput();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    long started = System.nanoTime();
    InputStream in = http.input();
    for (int i = 0; i < MEGABYTES; i++) {
      assertThat(Arrays.equals(in.readNBytes(1 << 20), megabyte)).isTrue();
    }
    String rest = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    System.out.printf(
        "%d MB both ways at %.0f MB/s%n",
        MEGABYTES, MEGABYTES * 1e9 / (System.nanoTime() - started));
    assertThat(rest).isEqualTo(" " + ((long) MEGABYTES << 20));
    sender.join();
  }
}

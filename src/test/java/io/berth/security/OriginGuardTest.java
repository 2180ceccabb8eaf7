package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class OriginGuardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8088",
        "LOCALHOST",
        "127.0.0.1:8088",
        "[::1]:8088",
        "Team.example"
      })
  void answersToItsOwnNames(String host) throws Exception {
    assertThat(status("/containers/json", host, null, null)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8088",
        "[::2]:8088",
        ""
      })
  void refusesNamesThatWereReboundToIt(String host) throws Exception {
    assertThat(status("/containers/json", host, null, null)).isEqualTo(403);
  }

  @Test
  void refusesARequestWithoutHost() throws Exception {
    assertThat(status("/containers/json", null, null, null)).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8088, 200",
    "https://team.example, 200",
    "http://localhost:3000, 403",
    "http://localhost, 403",
    "http://evil.example, 403",
    "http://localhost:8088.evil.example, 403",
    "http://evil.example@localhost:3000, 403",
    "null, 403",
    "'', 403",
    "'http://[', 403"
  })
  void acceptsItsOwnOriginOnly(String origin, int expected) throws Exception {
    assertThat(status("/containers/json", "localhost:8088", origin, null)).isEqualTo(expected);
    assertThat(status("/ws/containers/x/logs", "localhost:8088", origin, null)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "https://localhost:8088, 200",
    "https://team.example, 200",
    "http://localhost:8088, 403",
    "http://team.example, 403",
    "//localhost:8088, 403"
  })
  void behindTlsAPageWithoutItIsAnotherOne(String origin, int expected) throws Exception {
    assertThat(status("/ws/live", "localhost:8088", origin, null, true)).isEqualTo(expected);
  }

  @Test
  void webSocketsNeedAnOrigin() throws Exception {
    assertThat(status("/ws/containers/x/logs", "localhost:8088", null, null)).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"cross-site, 403", "same-site, 403", "same-origin, 200", "none, 200"})
  void foreignPagesCannotEvenReadTheApi(String site, int expected) throws Exception {
    assertThat(status("/containers/json", "localhost:8088", null, site)).isEqualTo(expected);
  }

  private static int status(
      String path, @Nullable String host, @Nullable String origin, @Nullable String site)
      throws Exception {
    return status(path, host, origin, site, false);
  }

  private static int status(
      String path,
      @Nullable String host,
      @Nullable String origin,
      @Nullable String site,
      boolean secure)
      throws Exception {
    var request = new MockHttpServletRequest("GET", path);
    request.setServletPath(path);
    addHeader(request, "Host", host);
    addHeader(request, "Origin", origin);
    addHeader(request, "Sec-Fetch-Site", site);
    var response = new MockHttpServletResponse();
    new OriginGuard(Set.of("team.example"), secure, true)
        .doFilter(request, response, new MockFilterChain());
    return response.getStatus();
  }

  private static void addHeader(
      MockHttpServletRequest request, String name, @Nullable String value) {
    if (value != null) {
      request.addHeader(name, value);
    }
  }
}

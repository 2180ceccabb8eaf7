package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerPathTest {

  @ParameterizedTest
  @CsvSource({
    "GET, /images/json, /images/json",
    "GET, /images/get, /images/get",
    "GET, /images/alpine/json, /images/alpine/json",
    "GET, /images/localhost:5000/tut/nginx:1.22/json, /images/localhost:5000%2Ftut%2Fnginx:1.22/json",
    "GET, /images/localhost:5000%2Ftut%2Fbusybox:2/json, /images/localhost:5000%2Ftut%2Fbusybox:2/json",
    "GET, /images/foo/json/json, /images/foo%2Fjson/json",
    "GET, /images/a/b/get, /images/a%2Fb/get",
    "GET, /images/a/b/history, /images/a%2Fb/history",
    "POST, /images/localhost:5000/pushed/bb/push, /images/localhost:5000%2Fpushed%2Fbb/push",
    "POST, /images/a/b/tag, /images/a%2Fb/tag",
    "POST, /images/create, /images/create",
    "DELETE, /images/a/b/c:1, /images/a%2Fb%2Fc:1",
    "DELETE, /images/a/json, /images/a%2Fjson",
    "DELETE, /images/a, /images/a",
    "GET, /distribution/a/b/json, /distribution/a%2Fb/json",
    "GET, /containers/a/json, /containers/a/json",
    "GET, /images, /images",
    "GET, /images/, /images/",
  })
  void aNameIsOneSegment(String method, String raw, String path) {
    assertThat(DockerPath.of(method, raw)).isEqualTo(new DockerPath(null, path));
  }

  @Test
  void theVersionIsTakenOff() {
    assertThat(DockerPath.of("GET", "/v1.41/images/a/b/json"))
        .isEqualTo(new DockerPath(new ApiVersion(1, 41), "/images/a%2Fb/json"));
    assertThat(DockerPath.of("GET", "/v1.99/info").version()).isEqualTo(new ApiVersion(1, 99));
    assertThat(DockerPath.of("GET", "/volumes/v1.41/x").version()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "//containers/json",
        "/containers//json",
        "/containers/../images/json",
        "/containers/%2e%2E/json",
        "/containers/./json",
        "/images/a%2f..%2f..%2fx/json",
        "/containers/json;x=y",
        "/containers/a%3bx/json",
        "/containers/a\\b/json",
        "/containers/a%5Cb/json",
        "/containers/a%00/json",
        "/v1.41/../containers/json",
      })
  void ambiguousPathsAreRefused(String raw) {
    assertThat(DockerPath.ambiguous(raw)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/containers/%2Fw1/json", "/images/a..b/json", "/images/a%2Fb/json"})
  void unusualButPlainPathsAreNot(String raw) {
    assertThat(DockerPath.ambiguous(raw)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/login", "/dashboard", "/dashboard/containers", "/assets/a.js"})
  void theDashboardIsLeftAlone(String raw) {
    assertThat(DockerPath.isDocker(raw)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/_ping", "/v1.41/login", "/nosuch", "/loginx", "/containers/json"})
  void everythingElseIsDockers(String raw) {
    assertThat(DockerPath.isDocker(raw)).isTrue();
  }
}

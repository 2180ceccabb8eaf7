package io.berth.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.berth.security.Role;
import io.berth.security.Tokens;
import io.berth.security.Users;
import io.berth.testing.Command;
import io.berth.testing.Tars;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Builds by the libraries that programs use. */
class BuildClientsIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Map<String, String> TOKENS = new HashMap<>();

  @RegisterExtension static final BuildEngine engine = new BuildEngine();

  @TempDir Path here;

  @BeforeEach
  void context() {
    new BuildPlace(here)
        .dockerfile(
            """
            FROM box AS made
            ARG WHO
            COPY name /name
            RUN echo "hello $WHO from $(cat /name)" | tee /said
            FROM made
            RUN exit 5
            """)
        .file("name", "here")
        .file("left-out", "x")
        .file(".dockerignore", "left-out\n");
  }

  private void assertMade(String id) {
    assertThat(engine.docker().ok("inspect", "-f", "{{.Id}} {{.Config.Labels.by}}", "made:1"))
        .isEqualTo(id + " test");
    assertThat(engine.in("made:1", "cat /said")).isEqualTo("hello world from here");
  }

  @Test
  void dockerPy() throws Exception {
    String said =
        Command.ok("/usr/bin/python3", "src/test/clients/build.py", engine.host(), here.toString());
    List<String> lines = said.lines().toList();
    assertThat(lines).contains("hello world from here", "failed: 5 5");
    assertMade(lines.getLast());
  }

  @Test
  void dockerJava() throws IOException {
    var config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost(engine.host())
            .withDockerTlsVerify(false)
            .build();
    var http = new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build();
    try (DockerClient client = DockerClientImpl.getInstance(config, http)) {
      List<String> said = Collections.synchronizedList(new ArrayList<>());
      String id =
          client
              .buildImageCmd(here.toFile())
              .withTags(Set.of("made:1"))
              .withTarget("made")
              .withBuildArg("WHO", "world")
              .withLabels(Map.of("by", "test"))
              .exec(
                  new BuildImageResultCallback() {
                    @Override
                    public void onNext(BuildResponseItem item) {
                      said.add(Objects.toString(item.getStream(), ""));
                      super.onNext(item);
                    }
                  })
              .awaitImageId();
      assertThat(String.join("", said)).contains("hello world from here\n");
      assertMade(client.inspectImageCmd(id).exec().getId());
      assertThatThrownBy(() ->
              client
                  .buildImageCmd(here.toFile())
                  .withForcerm(true)
                  .exec(new BuildImageResultCallback())
                  .awaitImageId())
          .isInstanceOf(DockerClientException.class)
          .hasMessageContaining("returned a non-zero code: 5");
    }
  }

  @Test
  void ownApi() throws Exception {
    Users users = engine.berth().bean(Users.class);
    users.create("olga", Role.OPERATOR);
    users.create("vera", Role.VIEWER);
    byte[] context =
        new Tars()
            .file("Other", "FROM box AS made\nARG A\nCOPY f /f\nRUN echo $A; cat /f\nFROM none\n")
            .file("f", "f's\n")
            .gzip();
    String query = "?t=made:1&t=made:2&dockerfile=Other&target=made&arg=A%3D1,2&label=by%3Dtest";
    HttpResponse<String> answer = post("olga", query, "application/x-tar", context);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    JsonNode job = ended(answer);
    assertThat(job.path("state").asString()).as(job.toString()).isEqualTo("DONE");
    assertThat(job.path("log").valueStream().map(line -> line.path("text").asString()))
        .contains("1,2", "f's", "Successfully tagged made:2");
    assertThat(engine.docker().ok("inspect", "-f", "{{.Id}} {{.Config.Labels.by}}", "made:2"))
        .isEqualTo(job.path("result").asString() + " test");
    String file = "text/x-dockerfile";
    assertThat(post("vera", "", file, "FROM box\n".getBytes(UTF_8)).statusCode()).isEqualTo(403);
    assertThat(post("olga", "", file, "FROM box\nBAD\n".getBytes(UTF_8)).body())
        .contains("dockerfile parse error line 2: unknown instruction: BAD");
    assertThat(post("olga", "?t=UPPER", file, "FROM box\n".getBytes(UTF_8)).statusCode())
        .isEqualTo(400);
    assertThat(post("olga", "?arg=A", file, "FROM box\n".getBytes(UTF_8)).body())
        .contains("is not written NAME=value");
    assertThat(
            post("olga", "", "application/x-www-form-urlencoded", "a=b".getBytes(UTF_8))
                .statusCode())
        .isEqualTo(415);
    JsonNode failed = ended(post("olga", "", file, "FROM box\nRUN exit 4\n".getBytes(UTF_8)));
    assertThat(failed.path("problem").asString())
        .isEqualTo("line 2: The command '/bin/sh -c exit 4' returned a non-zero code: 4");
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String user)
      throws IOException, InterruptedException {
    String token =
        TOKENS.computeIfAbsent(
            user, u -> engine.berth().bean(Tokens.class).create(u, "t").secret());
    return HTTP.send(
        request.header("Authorization", "Bearer " + token).build(), BodyHandlers.ofString());
  }

  private static URI api(String path) {
    return URI.create("http://localhost:" + engine.berth().port() + "/api" + path);
  }

  private static HttpResponse<String> post(String user, String query, String type, byte[] body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(api("/images/build" + query))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body)),
        user);
  }

  private static JsonNode ended(HttpResponse<String> answer) {
    String id = JSON.readTree(answer.body()).path("id").asString();
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> JSON.readTree(send(HttpRequest.newBuilder(api("/jobs/" + id)), "olga").body()),
            job -> !job.path("state").asString().equals("RUNNING"));
  }
}

package io.berth.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A registry that hands out other bytes than the manifest promised. */
class CorruptLayerIT extends Course {

  @Test
  void thePullFailsNamingBothDigestsAndTheTagStays() throws Exception {
    var image = pulled("tut/busybox:1");
    var before = docker.ok("inspect", "-f", "{{.Id}}", image);
    docker.ok("tag", image, image("tut/busybox:2"));
    var blob = registry.blob(lastLayerOf("tut/busybox", "2"));
    var bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    Files.write(blob, bytes);

    var pull = docker.run("pull", image("tut/busybox:2")).exits(1);
    assertThat(pull.err()).containsPattern("sha256:[0-9a-f]{64}.*sha256:[0-9a-f]{64}");
    assertThat(docker.ok("inspect", "-f", "{{.Id}}", image("tut/busybox:2"))).isEqualTo(before);
    assertThat(docker.run("system", "df").exit()).isZero();
  }

  private String lastLayerOf(String repository, String tag) throws Exception {
    var manifest = get("http://" + registry.address() + "/v2/" + repository + "/manifests/" + tag);
    var digests = Pattern.compile("sha256:[0-9a-f]{64}").matcher(manifest);
    return digests.results().map(r -> r.group()).reduce((a, b) -> b).orElseThrow();
  }

  private static String get(String url) throws Exception {
    var request =
        java.net.http.HttpRequest.newBuilder(java.net.URI.create(url))
            .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
            .build();
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      return client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}

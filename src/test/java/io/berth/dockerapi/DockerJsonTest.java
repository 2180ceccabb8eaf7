package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.container.HostConfig;
import io.berth.failure.InvalidRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DockerJsonTest {

  private static HostConfig host(String json) {
    return DockerJson.parse(json.getBytes(StandardCharsets.UTF_8), HostConfig.class);
  }

  @Test
  void aNullInsideAMapIsEmptyText() {
    HostConfig host = host("{\"Sysctls\":{\"a\":null},\"PortBindings\":{\"80/tcp\":null}}");
    assertThat(host.sysctls()).containsEntry("a", "");
    assertThat(host.portBindings().get("80/tcp")).isEmpty();
  }

  @Test
  void aNullInsideAListIsNotThere() {
    HostConfig host = host("{\"Binds\":[null,\"/a:/b\"],\"Mounts\":[null]}");
    assertThat(host.binds()).containsExactly("/a:/b");
    assertThat(host.mounts()).isEmpty();
  }

  @Test
  void namesMatchInAnyCaseAndUnknownOnesAreLeftOut() {
    assertThat(host("{\"memory\":5,\"Nope\":{}}").memory()).isEqualTo(5);
  }

  @Test
  void aValueOfTheWrongKindIsTheClientsMistake() {
    assertThatThrownBy(() -> host("{\"Memory\":{}}")).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> host("\"x\"")).isInstanceOf(InvalidRequest.class);
  }
}

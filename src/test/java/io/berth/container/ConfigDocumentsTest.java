package io.berth.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigDocumentsTest {

  private final JsonMapper json = JsonMapper.builder().build();

  @Test
  void nothingGivenIsEverythingUnset() {
    var config = json.readValue("{}", ContainerConfig.class);
    var host = json.readValue("{}", HostConfig.class);
    assertThat(config.cmd()).isNull();
    assertThat(config.env()).isEmpty();
    assertThat(config.tty()).isFalse();
    assertThat(host.memory()).isZero();
    assertThat(host.restartPolicy().name()).isEmpty();
    assertThat(host.pidsLimit()).isNull();
  }

  @Test
  void nullsAreUnsetAndUnknownFieldsIgnored() {
    var host =
        json.readValue(
            """
            {"Memory":null,"Binds":null,"Privileged":null,"LogConfig":null,"Novel":{"a":1},
             "PortBindings":{"80/tcp":null,"81/tcp":[{"HostPort":"8081"}]}}\
            """,
            HostConfig.class);
    assertThat(host.memory()).isZero();
    assertThat(host.privileged()).isFalse();
    assertThat(host.portBindings()).containsEntry("80/tcp", null);
    assertThat(host.portBindings().get("81/tcp"))
        .containsExactly(new HostConfig.PortBinding("", "8081"));
  }

  @Test
  void commandsMayBeStringsOrLists() {
    var config =
        json.readValue("{\"Cmd\":\"ls\",\"Entrypoint\":[\"sh\",\"-c\"]}", ContainerConfig.class);
    assertThat(config.cmd()).containsExactly("ls");
    assertThat(config.entrypoint()).isEqualTo(List.of("sh", "-c"));
  }

  @Test
  void whatDockerInspectsComesBackTheSame() throws Exception {
    try (InputStream in = ConfigDocumentsTest.class.getResourceAsStream("inspect.json")) {
      JsonNode sample = json.readTree(Objects.requireNonNull(in));
      assertSame(
          sample.get("Config"), json.treeToValue(sample.get("Config"), ContainerConfig.class));
      assertSame(
          sample.get("HostConfig"), json.treeToValue(sample.get("HostConfig"), HostConfig.class));
    }
  }

  /** Every field of the sample that says something is written again with the same value. */
  private void assertSame(JsonNode sample, Object parsed) {
    JsonNode written = json.readTree(json.writeValueAsString(parsed));
    for (Map.Entry<String, JsonNode> field : sample.properties()) {
      JsonNode expected = field.getValue();
      if (expected.isNull() || expected.isContainer() && expected.isEmpty()) {
        continue;
      }
      if (expected.isNumber() && expected.asLong() == 0 && !written.has(field.getKey())) {
        continue;
      }
      assertThat(written.get(field.getKey())).as(field.getKey()).isEqualTo(expected);
    }
  }
}
